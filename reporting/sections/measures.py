"""Measures: as cards, or as a scorecard."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from foundation.downloads.cells import Cell, Number
from reporting.document import Measure, Series
from reporting.sections.blocks import Cards, Holds, Scorecard
from reporting.sections.kind import SectionKind, Sheet, number_or, status_cell

_MEASURES = (
    *("Ref", "Measure", "Status", "Actual", "Marks", "Target", "Unit", "Direction of travel", "Period", "Service"),
    *("Owner", "Section", "Computed status", "Real change", "Since a year ago", "Lag", "In words"),
    *("How the status is decided", "Why it is reported", "What happened", "Why", "What we are doing"),
    *("By whom and when", "What we expect next", "Recovery actions"),
)
_PRINTED = 11  # of them, as far as the owner
_AFTER_STATUS = 3
_FORECAST = ("Year-end forecast", "Expected at the year's end", "Forecast in words", "Chance of missing the target")
_FIGURES = ("Ref", "Measure", "Period", "Unit", "Actual", "Marks", "Target", "Signal", "New definition")


def _drawn(section: Holds) -> Iterator[Cards | Scorecard]:
    yield (Cards if section["measures_as"] == "cards" else Scorecard)(section["measures"])


def measure_sheets(drawn: Sequence[tuple[str, Cards | Scorecard]]) -> Iterator[Sheet]:
    """The sheets of all measures that are drawn, of whatever kind the section is; ``drawn`` holds (heading, block)."""
    found = _once(drawn)
    rows = [_row(heading, each) for heading, each in found]
    columns, printed = list(_MEASURES), _PRINTED
    if forecasts_shown(each for _, each in found):
        columns[_AFTER_STATUS:_AFTER_STATUS], columns[len(columns) :] = _FORECAST[:1], _FORECAST[1:]
        printed += 1
        for row, (_, each) in zip(rows, found, strict=True):
            status, *words = _forecast(each)
            row.insert(_AFTER_STATUS, status)
            row += words
    if any("caveat" in each for _, each in found):
        columns.append("What to bear in mind")
        for row, (_, each) in zip(rows, found, strict=True):
            row.append(each.get("caveat", ""))
    yield Sheet("Measures", "Measures", columns, rows, printed)
    yield Sheet("Figures", "Figures behind the charts", _FIGURES, [row for _, each in found for row in _figures(each)])


def forecasts_shown(measures: Iterable[Measure]) -> bool:
    """Whether a table of these measures has a column for how their years are expected to end: where that is told of
    one, so never in documents made before there was such a thing.
    """
    return any("forecast" in each for each in measures)


def _forecast(measure: Measure) -> list[Cell]:
    """What stands under ``_FORECAST``."""
    told = measure.get("forecast")
    if told is None:
        return ["", "", "", ""]
    status = status_cell(told["status"]) if told["status"] else ""
    return [status, told["value"], told["sentence"], told["chance"]]


def _once(drawn: Sequence[tuple[str, Cards | Scorecard]]) -> list[tuple[str, Measure]]:
    """(heading, measure), each measure once: under the section of its card where it stands in a scorecard too."""
    found: dict[tuple[str, str], tuple[str, Measure]] = {}
    for heading, block in drawn:
        for each in block.measures:
            if isinstance(block, Cards) or (each["ref"], each["period"]) not in found:
                found[each["ref"], each["period"]] = (heading, each)
    return list(found.values())


def _row(heading: str, measure: Measure) -> list[Cell]:
    decimals, told, real = measure["series"]["decimals"], measure["commentary"], measure["direction"]["real"]
    return [
        *(measure["ref"], measure["name"], status_cell(measure["status"])),
        number_or(measure["value_raw"], decimals, measure["value"]),
        measure["marks"],
        number_or(measure["target_raw"], decimals, measure["target"]),
        *(measure["unit"], measure["direction"]["word"], measure["period"], measure["service"]),
        *(measure["owner"], heading),
        status_cell(measure["computed"]) if measure["computed"] else "",
        "" if real is None else "Yes" if real else "No, within normal variation",
        measure["year_ago"]["word"],
        *(measure["lag"], measure["sentence"], measure["rule"]),
        " ".join(each["sentence"] for each in measure["reasons"]),
        *((told["happened"], told["why"], told["action"], told["action_by"], told["outlook"]) if told else [""] * 5),
        "\n".join(measure.get("recovery", [])),
    ]


def _figures(measure: Measure) -> Iterator[list[Cell]]:
    series = measure["series"]
    for i, period in enumerate(series["labels"]):
        value, target = series["values"][i], series["targets"][i]
        marks = "[p]" * series["provisional"][i] + "[r]" * series["revised"][i]
        yield [
            *(measure["ref"], measure["name"], period, series["unit"]),
            "[x]" if value is None else Number(Decimal(repr(value)), series["decimals"]),
            marks,
            "" if target is None else Number(Decimal(repr(target)), series["decimals"]),
            series["signals"][i].replace("_", " ") if series["signals"] else "",
            "Yes" if i in series["breaks"] else "",
        ]


def _faults(section: Holds) -> Iterator[str]:
    for i, measure in enumerate(section["measures"]):
        yield from (f"measures[{i}].series.{text}" for text in _series_faults(measure["series"]))


def _series_faults(series: Series) -> Iterator[str]:
    wanted = len(series["labels"])
    lists: dict[str, Sequence[object]] = {"values": series["values"], "targets": series["targets"]}
    for name, each in {**lists, "provisional": series["provisional"], "revised": series["revised"]}.items():
        if len(each) != wanted:
            yield f"{name} has {len(each)} entries for {wanted} labels"
    if series["signals"] and len(series["signals"]) != wanted:
        yield f"signals has {len(series['signals'])} entries for {wanted} labels"
    if any(not 0 <= index < wanted for index in series["breaks"]):
        yield "breaks names a point that is not there"


MEASURES = SectionKind("measures", list[Measure], _drawn, faults=_faults)
