"""Council on a page: how the whole council is doing in a quarter, what has changed, and where to look.

Everything is a summary; each line leads to the page of one priority, service or measure.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlencode

from foundation.downloads.cells import Cell
from foundation.measure_words import Bands
from indicators.judging.collection import collected
from indicators.judging.council_statuses import Glance, glances
from indicators.judging.measure_row import UNRATED_BANDS, status_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import KEPT
from indicators.judging.sum_words import sum_words
from indicators.judging.summing import Sums, of_glances, sums_of
from indicators.rules.exceptions import Past, exception_reasons
from indicators.rules.moves import has_recovered, has_turned
from indicators.rules.vocabulary import RATED, Direction, Status
from plans.periods import Period
from plans.queries.thread import load_thread
from reporting.dashboards.heat_map import HeatMap, heat_of_priorities
from reporting.dashboards.off_target import OffLine, newest_first, off_lines
from reporting.dashboards.pictures import Picture, moved_picture, quarters_picture
from reporting.dashboards.risks import NO_RISKS, CouncilRisks, RisksHere
from reporting.dashboards.rows import FirstOf, GlanceLine, glance_line
from reporting.dashboards.status_counts import (
    GroupRow,
    Summary,
    bands_of,
    group_address,
    group_row,
    rated_marks,
    service_rows,
    service_tallies,
    summary_of,
)
from reporting.dashboards.wall import Tile, WallRow, tile, wall_row
from reporting.document import Mark
from reporting.queries.figure_cautions import Cautions, cautions, coverage_at_a_glance
from reporting.queries.filter_choices import Choices, Narrowing, Narrowings, measures_in_set
from reporting.queries.measures_of_objectives import Beneath, all_beneath
from reporting.queries.released import WHOLE_COUNCIL, released_counts
from reporting.standing.marks import MOST_TILES
from reporting.standing.tally import STANDING, tally_of

Chosen = Mapping[str, str]

SHOWN_OFF, SHOWN_LATE, SHOWN_GOOD, SHOWN_CHANGED = 4, 6, 5, 3
"""How many lines of each kind the page shows: off target, late and good, and changes."""


@dataclass(frozen=True, slots=True)
class Council:
    """A quarter as read: every measure at a glance, and what the page can be narrowed to."""

    period: Period
    at: datetime
    glances: Sequence[Glance]
    rules: RulesInForce
    names: Narrowings
    beneath: Mapping[int, Beneath]
    noted: Cautions
    base: str
    services: Mapping[int, str]
    sums: Sums

    @property
    def priorities(self) -> tuple[Narrowing, ...]:
        return self.names.priorities(self.period)

    @property
    def bands(self) -> Bands:
        return bands_of(self.glances)

    def choices(self, quarters: Iterable[Period]) -> Choices:
        """What each filter offers, in the council's own words."""
        names = self.names
        return {
            "period": [(each.key, each.label) for each in quarters],
            "priority": [("", "All priorities"), *((each.ref, each.name) for each in self.priorities)],
            "service": [("", "All services"), *((each.pk, each.name) for each in names.services)],
            "set": [("", "All measures"), *((each.pk, each.name) for each in names.sets)],
            "status": [("", "Any status"), *status_choices(self.bands)],
        }

    def narrowed(self, chosen: Chosen) -> list[Glance]:
        """The measures of the priority, service and set that were chosen; the status narrows only what is listed."""
        tests: list[Callable[[Glance], bool]] = []
        if "service" in chosen:
            service = int(chosen["service"])
            tests.append(lambda each: each.service_id == service)
        if "priority" in chosen:
            pks = {each.pk for each in self.priorities if each.ref == chosen["priority"]}
            serving = set().union(*(self.beneath[pk].measures for pk in pks))
            tests.append(lambda each: each.pk in serving)
        if "set" in chosen:
            members = measures_in_set(int(chosen["set"]))
            tests.append(lambda each: each.pk in members)
        return [each for each in self.glances if all(test(each) for test in tests)] if tests else list(self.glances)


def read_council(period: Period, names: Narrowings, *, at: datetime, reach: frozenset[int] | None = None) -> Council:
    """Read a quarter, in a number of statements that does not grow with measures, services or years; of the services
    within reach (None: all).
    """
    rules = RulesInForce.load()
    readable = None if reach is None else collected(period).filter(service__in=reach)
    found = glances(readable, report_period=period, rules=rules)
    beneath = all_beneath(each.pk for each in names.priorities(period))
    sums = sums_of(
        period,
        thread=lambda: load_thread(reach=reach),
        standings=lambda: of_glances(found),
        # Only priorities are summed up here, and what is beneath them is read already.
        serving=lambda: {pk: own for each in beneath.values() for pk, own in each.serving.items()},
        rules=lambda: rules,
    )
    return Council(
        period=period,
        at=at,
        glances=found,
        rules=rules,
        names=names,
        beneath=beneath,
        noted=cautions({id(each.period): each.period for each in found}.values(), at=at),
        base=f"?period={period.key}",
        services={each.pk: each.name for each in names.services},
        sums=sums.made(),
    )


def status_choices(bands: Bands) -> list[tuple[str, str]]:
    """Every status a list can be narrowed to, in the scheme's words."""
    return [(str(status), status_words(status, bands)["word"]) for status in (*RATED, *map(Status, UNRATED_BANDS))]


class ListLink(NamedTuple):
    """Where all measures of one status are listed."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Lines(FirstOf[GlanceLine]):
    """The first few of some measures, and where all are listed (none where all are shown)."""

    lists: list[ListLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Off(FirstOf[OffLine]):
    """The same of those off target."""

    lists: list[ListLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """What the page shows. The filters narrow only what changed and what stands out: ``summary``, ``wall``,
    ``priorities`` and ``services`` count all measures. ``beside`` says why the priorities do not add up to the council.
    ``moved`` is a picture of what the quarter before and this one have between them, ``quarters`` of this quarter after
    those reported before it (None where there are none).
    """

    period: Period
    summary: Summary
    wall: list[WallRow]
    moved: Picture | None
    quarters: Picture | None
    columns: list[Mark]
    priorities: list[GroupRow]
    beside: str
    services: list[GroupRow]
    turned: Lines
    recovered: Lines
    off: Off
    late: Lines
    good: Lines
    risks: RisksHere
    heat: HeatMap | None

    @property
    def caption(self) -> str:
        return f"Council on a page · {self.period.long_label}"


def council_page(council: Council, chosen: Chosen, risks: CouncilRisks = NO_RISKS) -> CouncilPage:
    """The page's facts. ``chosen`` holds the filters that are set."""
    found, bands = council.narrowed(chosen), council.bands
    served = Counter(chain.from_iterable(each.measures for each in council.beneath.values()))
    picked, groups = _picked(council, found), _groups(council, chosen, risks)
    coverage = coverage_at_a_glance(council.glances, council.noted, report_period=council.period)
    tally, released = tally_of(map(STANDING, council.glances)), released_counts(each.pk for each in council.priorities)
    by_service, services = service_tallies(council.glances), {each.service_id for each in found}
    return CouncilPage(
        period=council.period,
        summary=summary_of(tally, bands, coverage, council.period),
        wall=_wall(council, groups, chosen, served),
        moved=moved_picture(map(STANDING, council.glances), bands, council.period),
        quarters=quarters_picture(released.get(WHOLE_COUNCIL, {}), tally, bands, council.period),
        columns=rated_marks(bands),
        priorities=[group for group, _ in groups],
        beside="" if "priority" in chosen else _beside_words(served[each.pk] for each in council.glances),
        services=service_rows(
            [each for each in council.names.services if each.pk in services], by_service, bands, council.base
        ),
        turned=_lines(council, picked.turned),
        recovered=_lines(council, picked.recovered),
        off=_off(council, picked.bad, chosen),
        late=_exceptions(council, picked.late, chosen, SHOWN_LATE),
        good=_exceptions(council, picked.good, chosen, SHOWN_GOOD),
        risks=risks.standing_out,
        heat=heat_of_priorities(council.priorities, released, council.base),
    )


def listed(council: Council, chosen: Chosen) -> list[Glance]:
    """The measures that the filters leave, by status too: what is listed and what a download holds."""
    found = council.narrowed(chosen)
    if "status" in chosen:
        found = [each for each in found if each.status == chosen["status"]]
    return found


LIST_COLUMNS = (
    "Reference", "Measure", "Service", "Key measure", "Data period", "Result", "Standing", "Target", "Status",
    "Status the quarter before",
)  # fmt: skip


def export_rows(council: Council, found: Iterable[Glance]) -> Iterator[list[Cell]]:
    """The same lines as cells under ``LIST_COLUMNS``."""
    for each in found:
        row, period = council_line(council, each), each.period.long_label
        was = row.was["word"] if row.was else ""
        yield [
            *(row.ref, row.name, row.service, row.is_key, period, row.value, row.marks),
            *(row.target, row.status["word"], was),
        ]


def council_line(council: Council, glance: Glance) -> GlanceLine:
    """One measure in a line, with its service and the mark of its figure."""
    service, mark = council.services.get(glance.service_id, ""), council.noted.mark(glance)
    return glance_line(glance, query=council.base, service=service, mark=mark)


def _groups(council: Council, chosen: Chosen, risks: CouncilRisks) -> list[tuple[GroupRow, list[Glance]]]:
    """Each priority, or the one chosen, with all of its measures whatever the other filters."""
    by_pk = {each.pk: each for each in council.glances}
    groups = []
    for priority in council.priorities:
        if chosen.get("priority", priority.ref) != priority.ref:
            continue
        found = [by_pk[pk] for pk in council.beneath[priority.pk].measures if pk in by_pk]
        address = group_address("reporting:priority", priority.ref) + council.base
        row = group_row(priority.name, address, tally_of(map(STANDING, found)), council.bands)
        told = sum_words(council.sums, priority.pk, query=council.base)
        groups.append((row._replace(risks=risks.by_priority.get(priority.pk, ""), sum=told), found))
    return groups


def _wall(
    council: Council, groups: Sequence[tuple[GroupRow, list[Glance]]], chosen: Chosen, served: Container[int]
) -> list[WallRow]:
    """A row for each priority that has measures, most off target first, and at the end one for what serves none."""
    rows = sorted((each for each in groups if each[1]), key=lambda each: -int(each[0].off or 0))
    loose = [each for each in council.glances if each.pk not in served]
    if loose and "priority" not in chosen:
        rows.append((group_row("Serving no priority", "", tally_of(map(STANDING, loose)), council.bands), loose))
    every = len(council.glances) <= MOST_TILES
    return [wall_row(group, found, partial(_tile, council), every=every) for group, found in rows]


def _tile(council: Council, glance: Glance) -> Tile:
    return tile(glance, query=council.base, mark=council.noted.mark(glance))


def _beside_words(priorities: Iterable[int]) -> str:
    """Why the priorities' lines do not add up to the council, from the number of priorities that each measure serves;
    "" where they do.
    """
    measures = Counter(priorities)
    none, several = measures[0], sum(count for number, count in measures.items() if number > 1)
    parts = [f"{none} {'measure serves' if none == 1 else 'measures serve'} no priority"] if none else []
    if several:
        serve = "1 serves more than one, and is" if several == 1 else f"{several} serve more than one, and are"
        parts.append(f"{serve} counted in each")
    return f"{'; '.join(parts)}." if parts else ""


@dataclass(slots=True)
class _Picked:
    """Measures that stand out by their status now and before: the only rules that need no longer history."""

    turned: list[Glance] = field(default_factory=list)
    recovered: list[Glance] = field(default_factory=list)
    bad: list[Glance] = field(default_factory=list)
    late: list[Glance] = field(default_factory=list)
    good: list[Glance] = field(default_factory=list)


def _picked(council: Council, found: Sequence[Glance]) -> _Picked:
    picked = _Picked()
    for each in filter(_may_stand_out, found):
        status, was = each.status, each.was
        if status is Status.RED:
            picked.bad.append(each)
            if has_turned(was, status):
                picked.turned.append(each)
        elif has_recovered(was, status):
            picked.recovered.append(each)
            picked.good.append(each)
        elif status is Status.EXCEEDING:
            picked.good.append(each)
        elif status is Status.UNKNOWN and is_late(council, each):
            picked.late.append(each)
    return picked


@lru_cache(maxsize=KEPT)
def _may_stand_out(glance: Glance) -> bool:
    return glance.was is Status.RED or glance.status in (Status.RED, Status.EXCEEDING, Status.UNKNOWN)


def _lines(council: Council, found: Sequence[Glance]) -> Lines:
    return Lines([council_line(council, each) for each in _prominent(found, SHOWN_CHANGED)], len(found))


def _prominent(found: Iterable[Glance], most: int) -> list[Glance]:
    """The first few: what has a figure before what is missing, and key measures before others."""
    return sorted(found, key=lambda each: (each.status is Status.UNKNOWN, not each.is_key, each.ref))[:most]


def _off(council: Council, found: Sequence[Glance], chosen: Chosen) -> Off:
    shown = newest_first(found)[:SHOWN_OFF]
    rows = off_lines(shown, partial(council_line, council), period=council.period, rules=council.rules)
    return Off(rows, len(found), _lists(council, found, chosen) if len(found) > len(rows) else [])


def _exceptions(council: Council, found: Sequence[Glance], chosen: Chosen, most: int) -> Lines:
    """Which measures a reader should look at, each with the rules that picked it, and where the rest are listed."""
    rows = [_with_reasons(council, each) for each in _prominent(found, most)]
    return Lines(rows, len(found), _lists(council, found, chosen) if len(found) > len(rows) else [])


def _lists(council: Council, found: Sequence[Glance], chosen: Chosen) -> list[ListLink]:
    kept = {name: value for name, value in chosen.items() if name not in ("period", "status")}
    return [
        ListLink(
            status_words(status, council.bands)["word"].lower(),
            f"{council.base}&{urlencode({**kept, 'status': status})}",
        )
        for status in dict.fromkeys(each.status for each in found)
    ]


def is_late(council: Council, glance: Glance) -> bool:
    """Whether its figure is missing and past its due date."""
    caution = council.noted.of(glance)
    return glance.status is Status.UNKNOWN and caution is not None and caution.is_overdue


def _with_reasons(council: Council, glance: Glance) -> GlanceLine:
    before = Past(glance.was or Status.NOT_RATED, Direction.NO_COMPARISON)
    now = Past(glance.status, Direction.NO_COMPARISON)
    late = is_late(council, glance)
    reasons = exception_reasons([before, now], None, is_late=late, has_recovery=glance.has_recovery)
    told = " ".join(reason["sentence"] for reason in reasons)
    return council_line(council, glance)._replace(reasons=told)
