"""Finds the measure that a row is about, by its reference, else by its name; and gives new measures a reference."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from indicators.imports.figures.measures import Measure
from indicators.imports.limits import shown
from indicators.imports.rows import ImportRow
from indicators.imports.units_by_name import NameKey, Places, name_key
from indicators.models import Indicator
from indicators.rules.vocabulary import Polarity, ValueKind
from plans.periods import Frequency, YearBasis

LONGEST_REF = 20
_READ_AS = {
    "kind": ValueKind,
    "grades": lambda text: tuple(text.splitlines()),
    "polarity": Polarity,
    "frequency": Frequency,
    "year_basis": YearBasis,
}
_NO_COUNCIL = ""
_NO_NAME = re.compile(r"[^\w%£<>≤≥|]|_")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)(?:[^\w%£<>≤≥]|_)+(?=\d)")


class Ambiguous(Exception):  # noqa: N818 - it says what a row is
    """A row that could be about several measures. The message says which cell to fill in."""


def several(refs: Iterable[str]) -> Ambiguous:
    """The refusal of a row without a reference whose name belongs to several measures."""
    return Ambiguous(
        f"indicator_ref: {', '.join(refs)} have this name. Fill in the reference of the one that is meant."
    )


class _Told(NamedTuple):
    """What a row says of the measure that it is about."""

    council: str
    ref: str
    name: str
    theme: str


class Directory:
    """The stored measures, read in two statements, and the references given to new ones."""

    def __init__(self) -> None:
        self.places = Places.load()
        self._by_ref: dict[tuple[NameKey, str], Measure] = {}
        self._by_name: dict[tuple[NameKey, NameKey], list[Measure]] = defaultdict(list)
        self._by_loose_name: dict[tuple[NameKey, NameKey], list[Measure]] = defaultdict(list)
        self._service_of: dict[str, int] = {}
        self._taken: set[str] = set()
        self._numbered: dict[NameKey, Iterator[str]] = {}
        # The rows of one measure name it alike.
        self._named = cache(self._find)
        self._keys = cache(lambda council, name: (self.council_key(council), loose_key(name)))
        for service_id, measure in _stored_measures():
            council = self.places.council_of(service_id) or self.places.only_council
            key = name_key(council.name) if council else _NO_COUNCIL
            self._taken.add(measure.ref.casefold())
            self._service_of[measure.ref] = service_id
            self._by_ref[key, measure.ref.casefold()] = measure
            self._by_name[key, name_key(measure.name)].append(measure)
            self._by_loose_name[key, loose_key(measure.name)].append(measure)

    def council_key(self, name: str) -> NameKey:
        """The council that a row names. If it names none: the only council, or "" if there are none or several."""
        if name:
            return name_key(name)
        only = self.places.only_council
        return name_key(only.name) if only else _NO_COUNCIL

    def key_of(self, row: ImportRow) -> tuple[NameKey, NameKey]:
        """What tells the measure that a row names from others: its council and its name."""
        return self._keys(row.council, row.indicator)

    def find(self, row: ImportRow) -> Measure | None:
        """The stored measure that a row is about; None for a new measure. Raises Ambiguous."""
        return self._named(row.council, row.indicator_ref, row.indicator, row.theme)

    def _find(self, *cells: str) -> Measure | None:
        told = _Told(*cells)
        councils = [self.council_key(told.council)]
        if not told.council and len(self.places.councils) > 1:
            councils = [*self.places.councils, _NO_COUNCIL]
        found = [measure for council in councils if (measure := self._find_in(council, told))]
        if len(found) > 1:
            raise Ambiguous(f"council: {len(found)} councils have this measure. Say in the column council which it is.")
        if not found and len(councils) > 1:
            raise Ambiguous("council: there are several councils here. Say in the column council whose measure it is.")
        return found[0] if found else None

    def _find_in(self, council: NameKey, told: "_Told") -> Measure | None:
        if ref := clean_ref(told.ref):
            keys = (each.casefold() for each in candidates(ref, council))
            return next((measure for key in keys if (measure := self._by_ref.get((council, key)))), None)
        name = short_name(told.name)
        named = self._by_name.get((council, name_key(name))) or self._by_loose_name.get((council, loose_key(name)), [])
        named = [measure for measure in named if measure.ends_on is None] or named
        if len(named) > 1 and told.theme:
            service = self.places.service(self.places.councils.get(council), told.theme)
            named = [each for each in named if service and self._service_of[each.ref] == service.pk] or named
        if len(named) > 1:
            raise several(measure.ref for measure in named)
        return named[0] if named else None

    def free_ref(self, row: ImportRow) -> str:
        """An unused reference for a new measure: the row's own if possible, else one made from the council's name."""
        council = self.council_key(row.council)
        wanted = clean_ref(row.indicator_ref)
        numbered = self._numbered.setdefault(council, _numbered(council))
        choices = chain(candidates(wanted, council) if wanted else (), numbered)
        ref = next(each for each in choices if each.casefold() not in self._taken)
        self._taken.add(ref.casefold())
        return ref


@lru_cache(maxsize=4096)
def clean_ref(ref: str) -> str:
    """A reference with only the characters that an address may have; "" if nothing is left."""
    return re.sub(r"[^A-Za-z0-9 ._-]+", "-", " ".join(ref.split())).strip(" ._-")


def candidates(ref: str, council: NameKey) -> list[str]:
    """References to try for a measure, best first: its own, with the council's letters, shortened with a digest."""
    prefix = initials(council)
    digest = hashlib.sha256(f"{council}|{ref.casefold()}".encode()).hexdigest()[:6].upper()
    wanted = (ref, f"{prefix}-{ref}", f"{ref[: LONGEST_REF - 7]}-{digest}", f"{prefix}-{digest}")
    return [each for each in wanted if len(each) <= LONGEST_REF]


@lru_cache(maxsize=4096)
def loose_key(name: str) -> NameKey:
    """A name without capitals, spaces and punctuation, but with the signs that tell two measures apart: "%", "£", "<",
    ">" and a separator between two digits.
    """
    apart = _BETWEEN_DIGITS.sub("|", name.casefold())
    return _NO_NAME.sub("", apart) or name_key(name)


@lru_cache(maxsize=4096)
def short_name(name: str) -> str:
    """A name as it is stored: a long one is cut with "…"; the definition then holds the whole of it."""
    flat = " ".join(name.split())
    return shown(flat, 250)


@lru_cache(maxsize=256)
def initials(council: NameKey) -> str:
    """The letters that stand for a council in a reference: "MV" for Mole Valley, "HART" for Hart."""
    words = re.findall(r"[a-z]+", council) or ["pm"]
    return ("".join(word[0] for word in words) if len(words) > 1 else words[0][:4]).upper()[:6]


def _numbered(council: NameKey) -> Iterator[str]:
    number = 1
    while True:
        yield f"{initials(council)}{number:03}"
        number += 1


def _stored_measures() -> Iterator[tuple[int, Measure]]:
    """Each stored measure with the key of its service."""
    rows = Indicator.objects.values(
        "service_id", "pk", "ref", "name", "kind", "unit", "decimals", "grades", "polarity", "frequency", "year_basis",
        "starts_on", "ends_on", "is_data_only", "lag", "collected",
    )  # fmt: skip
    for row in rows:
        service_id = row.pop("service_id")
        for name, read in _READ_AS.items():
            row[name] = read(row[name])
        yield service_id, Measure(**row)
