"""Published figures are loaded: rounds made, figures written and corrected, and what is kept of them made anew.

What takes time comes before the transaction (``foundation.bulk``), as with every import.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from benchmarks.changes.councils import follow
from benchmarks.changes.kept import keep_rounds
from benchmarks.models import ComparedMeasure, Council, CouncilFigure, Round
from benchmarks.rules.spans import Span
from foundation.bulk import check_references, ready, ready_changes, reserve_keys, write
from foundation.refusals import ChangeRefused
from foundation.words import counted
from indicators.rules.vocabulary import Standing

MOVED = (
    "Somebody loaded figures of the same measures while this file was being read. Nothing was written: look at the "
    "preview again."
)
_CHANGED = ("value", "numerator", "denominator", "standing")


class Published(NamedTuple):
    """A figure as published. ``council`` is its name; ``key`` is that of the stored figure it corrects, None for a new
    one.
    """

    measure: int
    span: Span
    council: str
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    standing: str = Standing.FINAL.value
    key: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRead:
    """Figures to be loaded. ``rounds`` has the stored ones by measure and period (keys); ``new_councils`` are made with
    them. ``source`` is told with each new round, ``sources`` are those of single measures.
    """

    figures: Sequence[Published]
    rounds: dict[tuple[int, str], int] = field(default_factory=dict)
    new_councils: Sequence[str] = ()
    source: str = ""
    sources: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreparedLoad:
    """What is recorded, and the call that writes within a transaction. Raises ChangeRefused."""

    entries: Sequence[audit.Entry]
    write: Callable[[], object]


def prepare_load(*, by: Actor, at: datetime, filename: str, read: LoadRead) -> PreparedLoad:  # noqa: ARG001
    """Make figures ready to be written."""
    councils = _new_councils(read)
    rounds = _new_rounds(read, at)
    places = read.rounds | {(each.measure_id, each.period.key): each.pk for each in rounds}
    keys = dict(Council.objects.values_list("name", "pk")) | {each.name: each.pk for each in councils}
    new = [each for each in read.figures if each.key is None]
    corrected = [each for each in read.figures if each.key is not None]
    rows = [_figure(each, places, keys) for each in corrected]
    added = ready(CouncilFigure, (_figure(each, places, keys) for each in new), without=["id"])
    changes = ready_changes(CouncilFigure, rows, _CHANGED)
    touched = sorted({places[each.measure, each.span.period.key] for each in read.figures})

    def write_all() -> None:
        _check_unmoved(read, new)
        Council.objects.bulk_create(councils)
        Round.objects.bulk_create(rounds)
        write(added)
        write(changes)
        check_references()
        follow(councils)
        keep_rounds(touched)

    return PreparedLoad(_entries(read, councils, filename), write_all)


def load(*, by: Actor, at: datetime, filename: str, read: LoadRead) -> None:
    """Prepare, write and record at once. Raises ChangeRefused."""
    prepared = prepare_load(by=by, at=at, filename=filename, read=read)
    with transaction.atomic():
        prepared.write()
        audit.record_many(by=by, at=at, entries=prepared.entries)


def _new_councils(read: LoadRead) -> list[Council]:
    keys = reserve_keys(Council, len(read.new_councils))
    return [Council(pk=pk, name=name) for pk, name in zip(keys, read.new_councils, strict=True)]


def _new_rounds(read: LoadRead, at: datetime) -> list[Round]:
    found = {(each.measure, each.span.period.key): each.span for each in read.figures}
    wanted = {key: span for key, span in found.items() if key not in read.rounds}
    keys = reserve_keys(Round, len(wanted))
    return [
        Round(
            pk=pk, measure_id=measure, period=span.period, years=span.years, loaded_at=at,
            source=(read.sources.get(measure) or read.source)[:250],
        )
        for pk, ((measure, _), span) in zip(keys, wanted.items(), strict=True)
    ]  # fmt: skip


def _figure(each: Published, places: dict[tuple[int, str], int], councils: dict[str, int]) -> CouncilFigure:
    return CouncilFigure(
        pk=each.key, round_id=places[each.measure, each.span.period.key], council_id=councils[each.council],
        value=each.value, numerator=each.numerator, denominator=each.denominator, standing=each.standing,
    )  # fmt: skip


def _check_unmoved(read: LoadRead, new: Sequence[Published]) -> None:
    """Two loads of the same figures at once: the second one reads again, and finds them stored."""
    measures = {each.measure for each in read.figures}
    list(ComparedMeasure.objects.select_for_update().filter(pk__in=measures).order_by("pk").values_list("pk"))
    stored = set(Round.objects.filter(measure__in=measures).values_list("pk", flat=True))
    if not set(read.rounds.values()) <= stored or stored - set(read.rounds.values()):
        raise ChangeRefused(MOVED)
    touched = {read.rounds.get((each.measure, each.span.period.key)) for each in new} - {None}
    there = {*CouncilFigure.objects.filter(round__in=touched).values_list("round", "council__name")}
    if any((read.rounds.get((each.measure, each.span.period.key)), each.council) in there for each in new):
        raise ChangeRefused(MOVED)


def _entries(read: LoadRead, councils: Iterable[Council], filename: str) -> list[audit.Entry]:
    """A line of the trail for each measure, with how many figures of which periods; one for each new council."""
    names = {each.pk: each for each in ComparedMeasure.objects.filter(pk__in={each.measure for each in read.figures})}
    told: dict[int, Counter[str]] = {}
    for each in read.figures:
        told.setdefault(each.measure, Counter())[each.span.label] += 1
    made = [
        audit.Entry(action="made", thing=each, changes={"name": (None, each.name)}, source=filename)
        for each in councils
    ]
    return made + [
        audit.Entry(
            action="loaded", thing=names[pk], source=filename,
            changes={f"figures of {label}": (None, counted(number, "council")) for label, number in found.items()},
        )
        for pk, found in sorted(told.items())
    ]  # fmt: skip
