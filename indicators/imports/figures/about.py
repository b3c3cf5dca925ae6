"""Which measure each row of a file is about: a stored one, or a new one that its rows describe."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from foundation.words import listed
from indicators.imports.figures.directory import Ambiguous, Directory, clean_ref, loose_key, several, short_name
from indicators.imports.figures.measures import Measure, described, kind_of_period
from indicators.imports.figures.one_measure import are_several, as_longer, has_figure, names_of, of_other_length
from indicators.imports.figures.which_way import polarity_of
from indicators.imports.limits import shown
from indicators.imports.places import in_place
from indicators.imports.preview import Outcome, PlannedRow
from indicators.imports.rows import ImportRow
from indicators.imports.units_by_name import name_key
from indicators.rules.vocabulary import Polarity
from plans.periods import Frequency, parse_label

Found = dict[int, Measure | PlannedRow]


def measures_of(rows: Sequence[ImportRow], directory: Directory, today: date) -> tuple[Found, list[str]]:
    """The measure of each line, or the row that says why there is none; and sentences about what was made of them. All
    rows about a new measure describe it.
    """
    found = _about_stored(rows, directory)
    said, told = _names_here(rows, found), _Told()
    _longer_of_stored(rows, found, directory, today, told)
    refs = _new_refs([row for row in rows if row.line not in found], directory)
    groups: dict[tuple[str, str], list[ImportRow]] = defaultdict(list)
    apart = _of_several_services([row for row in rows if row.line not in found], directory)
    for row in rows:
        key, measure = directory.key_of(row), found.get(row.line)
        if ref := clean_ref(row.indicator_ref):
            key = (key[0], f"ref {ref.casefold()}")
        elif named := refs.get(key):
            if isinstance(measure, Measure) or len(named) > 1:
                others = [measure.ref] if isinstance(measure, Measure) else []
                found[row.line] = _unplaced(row, str(several([*others, *named.values()])))
            key = (key[0], f"ref {next(iter(named))}")
        elif key in apart:
            key = (key[0], f"{key[1]} of {name_key(row.theme)}")
        if row.line not in found:
            groups[key].append(row)
    # Groups with a reference come first, so that no made-up reference takes theirs.
    for group in sorted(groups.values(), key=lambda group: _referred(group) is None):
        if problem := _names_differ(group):
            found |= {row.line: _unplaced(row, problem) for row in group}
            continue
        said += _described(group, found, directory, today, told)
    return found, [*said, *told.sentences()]


@dataclass
class _Told:
    """What is said once of all measures: of which the way that is good is taken from what (by source and way), with
    which whole years are kept (by what is told of these), and beside which another measure is kept (by what it holds
    and how long its periods are).
    """

    ways: dict[tuple[str, Polarity], list[str]] = field(default_factory=lambda: defaultdict(list))
    years: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    longer: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def sentences(self) -> list[str]:
        said = []
        for (source, way), refs in self.ways.items():
            whose = "its" if len(refs) == 1 else "their"
            named = listed(refs, _MOST_NAMED)
            said.append(f"Which way is good of {named} is taken from {whose} {source}: {_GOOD[way]}.")
        for what, refs in self.years.items():
            whose, named = "it" if len(refs) == 1 else "them", listed(refs, _MOST_NAMED)
            said.append(f"{what} of whole years of {named} are kept with {whose}, as those of the years themselves.")
        for (what, word), pairs in self.longer.items():
            beside, measure = ("it", "measure") if len(pairs) == 1 else ("them", "measures")
            refs, others = (listed([pair[at] for pair in pairs], _MOST_NAMED) for at in (0, 1))
            said.append(f"{what} of whole {word} of {refs} are kept beside {beside}, as the {measure} {others}.")
        return said


_MOST_NAMED = 20


def _described(group: Sequence[ImportRow], found: Found, directory: Directory, today: date, told: _Told) -> list[str]:
    """Describe the new measure of a group, and one for longer periods that are no years. Sentences about its names."""
    longer = of_other_length(group, today)
    aside = {row.line for rows in longer.values() for row in rows}
    own = [row for row in group if row.line not in aside]
    names = names_of(group)
    new = described(own, directory.free_ref(_referred(group) or group[0]), names.kept)
    found |= {row.line: new for row in own}
    if new.polarity in _GOOD and all(polarity_of(row) in (None, Polarity.NONE) for row in own):
        told.ways["scale" if new.grades else "targets", new.polarity].append(new.ref)
    for frequency, rows in longer.items():
        _longer(new, frequency, rows, found, directory, told, _beside(new, own, rows))
    return [names.said] if names.said else []


_GOOD = {Polarity.HIGH: "more is good", Polarity.LOW: "less is good", Polarity.RANGE: "it is to be within a range"}


def _longer_of_stored(rows: Sequence[ImportRow], found: Found, directory: Directory, today: date, told: _Told) -> None:
    """Rows about a stored measure whose periods are longer than its own: of its years, or about a measure beside it."""
    groups: dict[Measure, list[ImportRow]] = defaultdict(list)
    for row in rows:
        measure = found.get(row.line)
        kind = kind_of_period(row) if isinstance(measure, Measure) else None
        if kind and kind[0].months > measure.frequency.months and kind[1] is measure.year_basis:  # type: ignore[union-attr]
            groups[measure].append(row)  # type: ignore[index]
    for measure, group in groups.items():
        own = [row for row in rows if found.get(row.line) is measure]
        for frequency, longer in of_other_length(group, today, measure.frequency).items():
            _longer(measure, frequency, longer, found, directory, told, _beside(measure, own, longer))


def _beside(measure: Measure, own: Iterable[ImportRow], rows: Iterable[ImportRow]) -> set[int]:
    """The lines of those rows of longer periods that are none of the measure's own: of periods that are no year of its
    own, and targets of a year whose periods have theirs.
    """
    aimed = {parse_label(row.period).year for row in own if row.target and kind_of_period(row)}
    return {
        row.line
        for row in rows
        if kind_of_period(row) != (Frequency.YEAR, measure.year_basis)
        or (not row.actual and parse_label(row.period) in aimed)
    }


def _longer(
    measure: Measure, frequency: Frequency, rows: Sequence[ImportRow], found: Found, directory: Directory, told: _Told,
    beside: Container[int],
) -> None:  # fmt: skip
    """Put rows of longer periods under the measure itself, as what its years came to, but those ``beside`` it under a
    measure of their own, of which the same way is good; all of them where such a measure is stored.
    """
    stored = directory.find(as_longer(rows[0], measure.ref, measure.name, frequency))
    own = [] if stored else [row for row in rows if row.line not in beside]
    others = [row for row in rows if stored or row.line in beside]
    found |= {row.line: measure for row in own}
    if own:
        told.years[_what(own)].append(measure.ref)
    if others:
        longer = [as_longer(row, measure.ref, measure.name, frequency) for row in others]
        other = stored or described(longer, directory.free_ref(longer[0]))
        if other.pk is None and other.polarity is Polarity.NONE:
            other = replace(other, polarity=measure.polarity)
        found |= {row.line: other for row in others}
        word = "years" if frequency is Frequency.YEAR else "half-years" if frequency is Frequency.HALF else "quarters"
        told.longer[_what(others), word].append((measure.ref, other.ref))


def _what(rows: Iterable[ImportRow]) -> str:
    return "Figures" if any(map(has_figure, rows)) else "Targets"


def _names_here(rows: Iterable[ImportRow], found: Mapping[int, Measure | PlannedRow]) -> list[str]:
    """Sentences about stored measures that the file calls otherwise."""
    called = {
        (measure.ref, measure.name, row.indicator): row.line
        for row in rows
        if isinstance(measure := found.get(row.line), Measure) and row.indicator and row.indicator != measure.name
    }
    others = [
        f"{ref} is “{shown(name, 120)}” here and “{shown(theirs, 120)}” in {in_place(line)}"
        for (ref, name, theirs), line in called.items()
        if loose_key(name) != loose_key(short_name(theirs))
    ]
    return [f"Names differ, and those here stand: {listed(others, 10, '; ')}."] if others else []


def _about_stored(rows: Iterable[ImportRow], directory: Directory) -> dict[int, Measure | PlannedRow]:
    """The lines about stored measures, and the refused lines that could be about several."""
    found: dict[int, Measure | PlannedRow] = {}
    for row in rows:
        try:
            measure = directory.find(row)
        except Ambiguous as refusal:
            found[row.line] = _unplaced(row, str(refusal))
        else:
            if measure is not None:
                found[row.line] = measure
    return found


def _of_several_services(rows: Iterable[ImportRow], directory: Directory) -> set[tuple[str, str]]:
    """The names without a reference that several services have each a figure under in one period: a measure of each."""
    services: dict[tuple[tuple[str, str], str], set[str]] = defaultdict(set)
    for row in rows:
        if not row.indicator_ref and row.theme:
            services[directory.key_of(row), row.period].add(name_key(row.theme))
    return {name for (name, _), found in services.items() if len(found) > 1}


def _new_refs(rows: Iterable[ImportRow], directory: Directory) -> dict[tuple[str, str], dict[str, str]]:
    """For each name of a new measure, the references that rows give it, by their small letters."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.indicator and (ref := clean_ref(row.indicator_ref)):
            found[directory.key_of(row)].setdefault(ref.casefold(), ref)
    return found


def _referred(rows: Iterable[ImportRow]) -> ImportRow | None:
    """The first of these rows that has a reference."""
    return next((row for row in rows if clean_ref(row.indicator_ref)), None)


def _names_differ(rows: Sequence[ImportRow]) -> str:
    """The problem of rows with one reference that are about several measures by their names; "" for none."""
    first = names_of(rows).first
    if len(first) < 2 or not are_several(rows):
        return ""
    one, other, *_ = first.values()
    ref = next(row.indicator_ref for row in rows if row.indicator_ref)
    return (
        f"indicator: {shown(ref)} is “{shown(one.indicator, 120)}” in {in_place(one.line)} and "
        f"“{shown(other.indicator, 120)}” in {in_place(other.line)}. "
        "Give each measure a reference of its own, or one name to all its rows."
    )


def _unplaced(row: ImportRow, problem: str) -> PlannedRow:
    name = shown(row.indicator, 120)
    return PlannedRow(
        row.line, row.indicator_ref, name, row.period, Outcome.REFUSED, problems=(problem,), **as_typed(row)
    )


def as_typed(row: ImportRow) -> dict[str, str]:
    """The cells of a refused row, shown in the preview as the file has them."""
    return {"after": shown(row.actual), "target_after": shown(row.target)}
