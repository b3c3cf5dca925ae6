"""What people of the demo watch, from before the story begins, so that their inboxes fill as it is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import Notice, Watch
from accounts.watchable import Key
from indicators.models import Indicator
from plans.models import Objective
from pmmi.demo.organisation import Organisation

READ_AFTER = timedelta(days=8)
# Person: measures by reference, services by name, objectives by reference.
WATCHED: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "Alex Morgan": (("CS02a", "HS07", "MV-WASTE"), (), ()),
    "Caroline Yates": (("MV-WASTE",), ("Waste and Recycling", "Planning Services"), ()),
    "Helen Marsh": (("RB06", "RB07", "FI06"), ("Finance, Revenues and Benefits",), ()),
    "Sam Okoro": (("RB06",), (), ()),
    "Cllr Andrew Stone": (("MV-WASTE", "PS01"), ("Waste and Recycling",), ("P2",)),
    "Cllr Margaret Hewitt": (("MV-WASTE", "PS01"), ("Planning Services",), ()),
    "Cllr Raj Patel": (("MV-WASTE",), (), ()),
    "Cllr Lydia Brook": (("HS07", "HS16", "MV-WASTE"), ("Housing Services",), ()),
    "Matt Dean": (("SNH01",), (), ()),
    "Hugh Sterling": (("HR11",), ("Internal Audit",), ()),
    "Nell Carter": (("CS02a",), ("Customer Services",), ("P6",)),
}  # fmt: skip


def watch_things(
    organisation: Organisation, indicators: dict[str, Indicator], objectives: dict[str, Objective], *, since: datetime
) -> None:
    """Have people watch what they care for."""

    def keys(name: str) -> Iterator[Key]:
        measures, services, refs = WATCHED[name]
        yield from (("measure", indicators[ref].pk) for ref in measures)
        yield from (("service", organisation.services[each].pk) for each in services)
        yield from (("objective", objectives[ref].pk) for ref in refs)

    Watch.objects.bulk_create(
        Watch(user=organisation.users[name], about=about, about_id=pk, since=since)
        for name in WATCHED
        for about, pk in keys(name)
    )


def read_what_is_old(now: datetime) -> None:
    """Have people have read what is older than a week or so."""
    Notice.objects.filter(at__lt=now - READ_AFTER).update(read_at=F("at") + timedelta(hours=3), mailed_at=F("at"))
