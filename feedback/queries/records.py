"""What people said: the records that fit, one of them, and their list as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.roles import Permission
from feedback.models import COUNTED, Attachment, Kind, Record
from feedback.queries.counts import Asked, narrowed_records, quarters_until, units_asked
from feedback.rules.surveys import share, survey_words
from foundation.dates import day_words
from foundation.downloads.cells import Cell
from foundation.narrowing import within
from foundation.words import excerpt
from indicators.models import Indicator
from plans.models import Objective

COLUMNS = (
    "Kind", "In a few words", "Service", "First day", "Last day", "Quarter", "How many", "Themes", "What was said",
    "Where it comes from", "Question", "Answer", "Asked", "Answered", "Gave that answer", "Share of answers (%)",
    "Share that answered (%)", "Representative", "How that is known", "Measures", "Objectives",
)  # fmt: skip
SORTS = {"day": ("last_on", "pk"), "title": ("title", "pk"), "service": ("unit__name", "-last_on", "pk")}
LATEST = 3


def find_records(asked: Asked, *, actor: Actor, today: date) -> QuerySet[Record]:
    """The records that fit and that the person may open."""
    reach = actor.reaches(Permission.COUNCIL_READ)
    units = units_asked(asked, reach)
    found = narrowed_records(asked, quarters_until(today, asked.span), units=units, reach=reach)
    return found.visible_to(actor).select_related("unit")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record in words, for lists and beside what it speaks about."""

    title: str
    url: str
    kind: str
    service: str
    when: str
    words: str
    many: str
    themes: str
    is_private: bool


def record_rows(records: Iterable[Record]) -> list[RecordRow]:
    """Records that were read with their units and themes."""
    return [_row(each, ", ".join(theme.name for theme in each.themes.all())) for each in records]


def _row(each: Record, themes: str = "") -> RecordRow:
    return RecordRow(
        each.title, each.get_absolute_url(), each.get_kind_display(), each.unit.name, when_words(each),
        said_words(each), f"{each.count:,}" if each.kind in COUNTED else "", themes, each.is_private,
    )  # fmt: skip


def when_words(record: Record) -> str:
    """ "3 July 2026", "1 July 2026 to 31 July 2026"."""
    last = day_words(record.last_on)
    return last if record.first_on == record.last_on else f"{day_words(record.first_on)} to {last}"


def said_words(record: Record) -> str:
    """The result of a survey, the first sentences of anything else."""
    return result_of(record) if record.kind == Kind.SURVEY else excerpt(record.words)


def result_of(record: Record) -> str:
    """The result of a survey, with its shares."""
    return survey_words(
        answer=record.answer, asked=record.asked or 0, answered=record.answered or 0, said_so=record.said_so or 0
    )


def latest_stories(records: QuerySet[Record]) -> list[RecordRow]:
    """The newest stories and survey results among the records, without their themes. One statement."""
    found = records.filter(kind__in=(Kind.STORY, Kind.SURVEY)).order_by("-last_on", "-pk")
    return [_row(each) for each in found[:LATEST]]


def file_rows(records: QuerySet[Record], *, actor: Actor) -> list[Sequence[Cell]]:
    """Records under ``COLUMNS``, with no measure or objective that the person may not know of. Four statements."""
    known = actor.reaches(Permission.COUNCIL_READ)
    found = records.prefetch_related("themes", "measures", "objectives__plan__level")
    return [_file_row(each, known) for each in found]


def _file_row(each: Record, reach: frozenset[int] | None) -> list[Cell]:
    asked, answered, said_so = each.asked, each.answered, each.said_so
    shares: list[Cell] = ["", ""]
    if asked is not None and answered is not None and said_so is not None:
        shares = [share(said_so, answered), share(answered, asked)]
    measures = [m.ref for m in each.measures.all() if reach is None or m.service_id in reach]
    plain = [o for o in each.objectives.all() if not o.plan.level.is_private]
    objectives = [o.ref for o in plain if reach is None or o.plan.unit_id in reach]
    return [
        each.get_kind_display(), each.title, each.unit.name, each.first_on, each.last_on, each.quarter.label,
        each.count if each.kind in COUNTED else "", ", ".join(theme.name for theme in each.themes.all()), each.words,
        each.source, each.question, each.answer, asked, answered, said_so, *shares, each.get_representative_display(),
        each.how_known, ", ".join(sorted(measures)), ", ".join(sorted(objectives)),
    ]  # fmt: skip


def spoken_of(record: Record, *, actor: Actor) -> tuple[list[Indicator], list[Objective]]:
    """The measures and objectives that a record speaks about and the person may know of. Two statements."""
    reach = actor.reaches(Permission.COUNCIL_READ)
    measures = within(record.measures.order_by("ref"), reach, "service")
    return list(measures), list(record.objectives.visible_to(actor).not_private().order_by("ref"))


def attachments_of(record: Record) -> list[Attachment]:
    """The files beside a record, without what they hold."""
    return list(record.attachments.defer("content").order_by("added_at", "pk"))
