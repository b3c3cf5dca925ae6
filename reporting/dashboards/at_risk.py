"""Measures whose target for the year is at risk: what the figures so far lead to, before the year is over (C11)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from foundation.downloads.cells import Cell
from foundation.measure_words import Mark
from foundation.words import counted
from indicators.judging.council_statuses import Glance
from indicators.judging.measure_row import measure_address, status_words, value_words
from indicators.judging.outlook import HISTORY, Expected, scored_before, year_ends
from indicators.judging.outlook_words import chance_words
from indicators.judging.scorecard import measured_few
from indicators.models import OwnForecast
from indicators.queries.forecasts import forecasts_of
from reporting.dashboards.council import Council
from reporting.dashboards.measure_outlook import own_mark

SORTS = {name: (name,) for name in ("chance", "name", "service")}
COLUMNS = (
    "Reference", "Measure", "Service", "Owner", "Status now", "Expected status", "Year", "Expected at the year's end",
    "Target for the year", "Chance of missing it (%)", "Its owner expects",
)  # fmt: skip


class AtRiskLine(NamedTuple):
    """A measure at risk: ``now`` is how it stands, ``then`` how its year is expected to end; ``is_early``: it is on
    target still. ``chance`` is that of missing the target in per cent, None where it cannot be told; ``chance_text``
    says it. ``own`` is what its owner expects, "" where nobody said.
    """

    url: str
    ref: str
    name: str
    service: str
    owner: str
    year: str
    now: Mark
    then: Mark
    is_early: bool
    value: str
    target: str
    chance: int | None
    chance_text: str
    own: str
    own_mark: Mark | None


def at_risk(council: Council, chosen: Mapping[str, str]) -> tuple[list[AtRiskLine], str]:
    """The measures at risk that the filters leave, those that are on target still before others, then the likeliest to
    miss; and what such forecasts of the year before were worth, "" where there are none. ``early``: the former alone.
    A number of statements that does not grow.
    """
    scope = {each.pk: each for each in council.narrowed(chosen)}
    read = measured_few(list(scope), report_period=council.period, history=HISTORY, rules=council.rules)
    ends = year_ends(list(read.values()), report_period=council.period, rules=council.rules)
    running = [each for each in ends.values() if not each.is_over]
    risky = [each for each in running if each.outlook.is_at_risk]
    said = forecasts_of([each.measured.definition.pk for each in risky])
    lines = [_line(council, scope[each.measured.definition.pk], each, said) for each in risky]
    if "early" in chosen:
        lines = [line for line in lines if line.is_early]
    return lines, worth(council, running)


def ordered(lines: Iterable[AtRiskLine], ordering: str) -> list[AtRiskLine]:
    """Sorted by a key of ``SORTS``, "-" before it for the other way."""
    keys = {
        "name": lambda line: (line.name.casefold(), line.ref),
        "service": lambda line: (line.service.casefold(), line.ref),
        "chance": lambda line: (not line.is_early, -(100 if line.chance is None else line.chance), line.ref),
    }
    return sorted(lines, key=keys[ordering.removeprefix("-")], reverse=ordering.startswith("-"))


def worth(council: Council, ends: Sequence[Expected]) -> str:
    """What forecasts at this point of the year before were worth, in a sentence; "" where there were none."""
    last = [scored for each in ends if (scored := scored_before(each, council.rules))]
    right = [each.is_right for each in last if each.is_right is not None]
    held = [each.within for each in last if each.within is not None]
    parts = []
    if right:
        parts.append(f"{sum(right)} of {counted(len(right), 'forecast')} would have been right about the target")
    if held:
        parts.append(f"{sum(held)} of {counted(len(held), 'interval')} would have held what came")
    return f"At this point of the year before, {' and '.join(parts)}." if parts else ""


def export_rows(lines: Iterable[AtRiskLine]) -> Iterator[list[Cell]]:
    """The lines as cells under ``COLUMNS``."""
    for line in lines:
        yield [
            *(line.ref, line.name, line.service, line.owner, line.now["word"], line.then["word"], line.year),
            *(line.value, line.target, line.chance, line.own),
        ]


def _line(
    council: Council, glance: Glance, expected: Expected, said: Mapping[int, Sequence[OwnForecast]]
) -> AtRiskLine:
    definition = expected.measured.definition
    own = next((each for each in said[definition.pk] if each.year == expected.year), None)
    return AtRiskLine(
        url=measure_address(definition.ref) + council.base + "#outlook",
        ref=definition.ref,
        name=definition.name,
        service=council.services.get(glance.service_id, ""),
        owner=definition.owner_title,
        year=expected.year.label,
        now=status_words(glance.status, glance.bands),
        then=expected.mark,
        is_early=glance.status.is_met,
        value=expected.value,
        target=expected.target_words,
        chance=expected.outlook.chance,
        chance_text=chance_words(expected),
        own=value_words(own.value, expected.measured) if own else "",
        own_mark=own_mark(own, expected, council.rules) if own else None,
    )
