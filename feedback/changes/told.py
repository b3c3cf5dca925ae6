"""What is told of records, to whom, and why. Of casework and concerns of staff nobody is told: a notice leaves by
e-mail too.
"""

from collections.abc import Iterable

from accounts.changes.news import News
from accounts.models import NoticeKind
from accounts.watchable import Key
from feedback.models import COUNTED, Record
from indicators.models import Indicator
from plans.models import Objective


def record_told(record: Record, measures: Iterable[Indicator], objectives: Iterable[Objective]) -> list[News]:
    """A new record, for who owns what it speaks about, and for who watches that or the service."""
    if record.is_private:
        return []
    posts: dict[int, str] = {}
    watched: dict[Key, str] = {("service", record.unit_id): f"watch {record.unit}"}
    for thing, name in [*((each, "measure") for each in measures), *((each, "objective") for each in objectives)]:
        posts.setdefault(thing.owner_id, f"own the {name} that it speaks about")
        watched[(name, thing.pk)] = f"watch the {name} that it speaks about"
    many = f" ({record.count:,})" if record.kind in COUNTED and record.count > 1 else ""
    return [
        News(
            kind=NoticeKind.FEEDBACK,
            words=f"What people say of {record.unit}: {record.get_kind_display().lower()}, “{record.title}”{many}.",
            path=record.get_absolute_url(),
            about=("feedback", record.pk),
            unit_id=record.unit_id,
            posts=posts,
            watched=watched,
        )
    ]
