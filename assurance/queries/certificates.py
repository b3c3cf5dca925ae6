"""Certificates of data quality: of all measures as a list, of one with those before it, and beside its figure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypedDict

from django.db.models import Case, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from assurance.models import Certificate, Evidence, Judged
from assurance.queries.hands import no_longer_independent, touched_since
from assurance.rules.grades import ASKS, MEANINGS, SOON, STANDING_WORDS, WORDS, Dimension, Grade, Standing, standing_of
from foundation.dates import day_words
from foundation.downloads.cells import Cell
from foundation.marks import Mark
from foundation.memo import memo
from foundation.narrowing import asked_of, narrowed, one_of_these, with_words, within
from foundation.statements import written_once
from foundation.words import counted, together
from indicators.models import Indicator

_LOOKS = {
    Grade.SOUND: ("tick", "green"),
    Grade.FAIR: ("circle", "amber"),
    Grade.WEAK: ("triangle", "red"),
    Grade.UNSAFE: ("triangle", "red"),
}
NONE = Mark("none", STANDING_WORDS[Standing.NONE], "question", "grey")
_RANK = Case(
    *(When(certificate__grade=grade.value, then=Value(place)) for place, grade in enumerate(Grade, 1)),
    default=Value(0),
    output_field=IntegerField(),
)
SORTS: Mapping[str, Sequence[str]] = {
    "name": ("name", "ref"),
    "grade": ("rank", "name", "ref"),
    "review": ("review_on", "name", "ref"),
}


def mark_of(grade: Grade | str) -> Mark:
    """A grade as pages draw it."""
    found = Grade(grade)
    return Mark(found.value, WORDS[found], *_LOOKS[found])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the list is narrowed to. ``grade`` is a ``Grade``, ``standing`` a ``Standing``; ``kind`` "key" for key
    measures.
    """

    words: str = ""
    unit_id: int | None = None
    grade: str = ""
    standing: str = ""
    kind: str = ""


def measures_to_certify(actor: Actor, *, today: date) -> QuerySet[Indicator]:
    """The measures that are collected and that the reader may know of, each with its ``certificate`` that stands,
    ``rank`` (0 for none, then the best first) and ``review_on``.
    """
    return within(_collected(today), actor.reaches(Permission.COUNCIL_READ), "service")


def _collected(today: date) -> QuerySet[Indicator]:
    open_ones = Indicator.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    stands = FilteredRelation("certificates", condition=Q(certificates__is_current=True))
    return open_ones.annotate(certificate=stands).annotate(rank=_RANK, review_on=F("certificate__review_on"))


def find_measures(asked: Asked, *, actor: Actor, today: date, lost: Collection[int]) -> QuerySet[Indicator]:
    """The same, narrowed. ``lost``: the certificates that are no longer independent."""
    found = narrowed(measures_to_certify(actor, today=today), service_id=asked.unit_id, certificate__grade=asked.grade)
    found = with_words(found, asked.words, "ref", "name")
    if asked.kind:
        found = found.filter(is_key=True)
    return found.filter(_standing(asked.standing, today, lost)) if asked.standing else found


def _standing(standing: str, today: date, lost: Collection[int]) -> Q:
    """As ``standing_of`` has it."""
    is_lost = Q(certificate__in=lost)
    return {
        Standing.NONE: Q(review_on=None),
        Standing.LOST: is_lost,
        Standing.OVERDUE: Q(review_on__lt=today) & ~is_lost,
        Standing.SOON: Q(review_on__gte=today, review_on__lte=today + SOON) & ~is_lost,
        Standing.HOLDS: Q(review_on__gt=today + SOON) & ~is_lost,
    }[Standing(standing)]


class MeasureRow(NamedTuple):
    """A measure with what its certificate says; empty texts where it has none."""

    ref: str
    name: str
    service: str
    is_key: bool
    url: str
    mark: Mark
    standing: str
    doubt: str
    checked: str
    checked_by: str
    review: str
    limitations: str


class _Told(NamedTuple):
    """The values of ``LISTED`` of a measure. Those of its certificate are None where it has none."""

    ref: str
    name: str
    service: str
    is_key: bool
    certificate: int | None
    grade: str
    checked_on: date
    checked_by: str
    review_on: date | None
    limitations: str


LISTED = (
    "ref", "name", "service__name", "is_key", "certificate__pk", "certificate__grade", "certificate__checked_on",
    "certificate__checked_by__name", "certificate__review_on", "certificate__limitations",
)  # fmt: skip
"""What ``measure_rows`` needs of a measure and of its certificate."""


def measure_rows(measures: Iterable[tuple[Any, ...]], *, today: date, lost: Collection[int]) -> list[MeasureRow]:
    """The measures of ``find_measures``, with the values of ``LISTED`` of each, in words."""
    return [_row(_Told._make(told), lost, today) for told in measures]


@memo(4096, why="a page has a hundred measures, and an address takes longer than all else of one")
def _address(ref: str) -> str:
    return reverse("assurance:measure", args=[ref])


def _row(told: _Told, lost: Collection[int], today: date) -> MeasureRow:
    standing = standing_of(told.review_on, today, is_independent=told.certificate not in lost)
    stands = standing is not Standing.NONE
    return MeasureRow(
        ref=told.ref,
        name=told.name,
        service=told.service,
        is_key=told.is_key,
        url=_address(told.ref),
        mark=mark_of(told.grade) if stands else NONE,
        standing=STANDING_WORDS[standing],
        doubt=_doubt(standing),
        checked=day_words(told.checked_on) if stands else "",
        checked_by=told.checked_by if stands else "",
        review=day_words(told.review_on) if told.review_on else "",
        limitations=told.limitations if stands else "",
    )


def _standing_of(stands: Certificate | None, lost: Collection[int], today: date) -> Standing:
    if stands is None:
        return Standing.NONE
    return standing_of(stands.review_on, today, is_independent=stands.pk not in lost)


def _doubt(standing: Standing) -> str:
    """Why a certificate holds no longer; "" where it does, and where there is none."""
    return STANDING_WORDS[standing] if standing in (Standing.OVERDUE, Standing.LOST) else ""


COLUMNS = (
    "Reference", "Measure", "Service", "Key measure", "Data quality", "Checked on", "Checked by", "Review by",
    "Review", "What to bear in mind",
)  # fmt: skip


def file_rows(rows: Iterable[MeasureRow]) -> list[Sequence[Cell]]:
    """The list under ``COLUMNS``."""
    return [
        [
            row.ref, row.name, row.service, "yes" if row.is_key else "no", row.mark.word, row.checked, row.checked_by,
            row.review, row.standing, row.limitations,
        ]
        for row in rows
    ]  # fmt: skip


class Share(TypedDict):
    """``components/status_bar.html``: how many measures have a grade, and what part of all that is, in its word."""

    key: str
    word: str
    shape: str
    colour: str
    count: int


@dataclass(frozen=True, slots=True)
class Shares:
    """How sure the council is of its measures, over all that the reader may know of."""

    whole: int
    certified: int
    overdue: int
    lost: int
    shares: Sequence[Share]

    @property
    def finding(self) -> str:
        """The sentence at the head of the page."""
        if not self.whole:
            return "How sure we are"
        return f"{self.certified} of {counted(self.whole, 'measure')} have a data quality certificate that holds"

    @property
    def lead(self) -> str:
        """What is not as it should be."""
        counts = {
            "overdue for review": self.overdue,
            "checked by somebody who had a hand in the figures since": self.lost,
            "never checked": self.whole - self.certified - self.overdue - self.lost,
        }
        told = together(f"{count} {words}" for words, count in counts.items() if count)
        return f"{told[:1].upper()}{told[1:]}." if told else "All are checked, and no review is overdue."


def shares_of(actor: Actor, *, today: date, lost: Collection[int]) -> Shares:
    """Over all measures of ``measures_to_certify``. One statement."""
    found: Any = asked_of(_standings, today, within=actor.reaches(Permission.COUNCIL_READ))
    ranks = Counter(rank for rank, *_ in found)
    standings = Counter(
        standing_of(review_on, today, is_independent=certificate not in lost) for _, certificate, review_on in found
    )
    whole, certified = len(found), standings[Standing.HOLDS] + standings[Standing.SOON]
    marks = [NONE, *map(mark_of, Grade)]
    shares = [_share(mark, ranks[rank], whole) for rank, mark in enumerate(marks) if ranks[rank]]
    return Shares(whole, certified, standings[Standing.OVERDUE], standings[Standing.LOST], shares)


@written_once
def _standings(today: date, *units: int) -> QuerySet[Any]:
    found = one_of_these(_collected(today), "service", units).order_by()
    return found.values_list("rank", "certificate__pk", "review_on")


def _share(mark: Mark, count: int, whole: int) -> Share:
    word = f"{mark.word} ({round(100 * count / whole)}%)"
    return Share(key=mark.key, word=word, shape=mark.shape, colour=mark.colour, count=count)


class Held(NamedTuple):
    """A certificate in words. ``lost`` is what makes it no longer independent. ``files`` are its evidence, for who may
    open it; ``hidden`` says how many others there are.
    """

    pk: int
    year: str
    mark: Mark
    meaning: str
    standing: str
    lost: str
    checked: str
    review: str
    limitations: str
    uses: str
    sharing_note: str
    dimensions: Sequence[tuple[str, str, Mark, str]]
    files: Sequence[Evidence]
    hidden: str


def certificates_of(indicator: Indicator, *, today: date, opens_files: bool) -> list[Held]:
    """Those of a measure, the one that stands first. Four statements."""
    found = list(
        Certificate.objects.filter(indicator=indicator).select_related("checked_by").order_by("-is_current", "-pk")
    )
    judged: dict[int, dict[str, Judged]] = {}
    for each in Judged.objects.filter(certificate__in=found):
        judged.setdefault(each.certificate_id, {})[each.dimension] = each
    files: dict[int, list[Evidence]] = {}
    for file in Evidence.objects.filter(certificate__in=found).defer("content").order_by("added_at", "pk"):
        files.setdefault(file.certificate_id, []).append(file)
    lost = no_longer_independent(indicator=indicator.pk)
    return [_held(each, judged.get(each.pk, {}), files.get(each.pk, []), lost, today, opens_files) for each in found]


def _held(
    each: Certificate, judged: Mapping[str, Judged], files: Sequence[Evidence], lost: Mapping[int, str], today: date,
    opens_files: bool,
) -> Held:  # fmt: skip
    graded = [(judged[name], asks) for name, asks in ASKS.items() if name in judged]
    return Held(
        pk=each.pk,
        year=str(each.year),
        mark=mark_of(each.grade),
        meaning=MEANINGS[Grade(each.grade)],
        standing=STANDING_WORDS[_standing_of(each, lost, today)] if each.is_current else "Replaced",
        lost=lost.get(each.pk, ""),
        checked=f"{each.checked_by}, {day_words(each.checked_on)}",
        review=day_words(each.review_on),
        limitations=each.limitations,
        uses=each.get_uses_display() if each.uses else "",
        sharing_note=each.sharing_note,
        dimensions=[(one.get_dimension_display(), asks, mark_of(one.grade), one.words) for one, asks in graded],
        files=files if opens_files else [],
        hidden="" if opens_files or not files else f"{counted(len(files), 'file')} of evidence, for audit to open",
    )


def standing_certificate(indicator: Indicator) -> Certificate | None:
    """The certificate of a measure that stands."""
    return next(iter(_that_stands(indicator.pk)), None)


@written_once
def _that_stands(indicator: int) -> QuerySet[Certificate]:
    """With ``was_touched``: without it, its checker is independent still."""
    found = Certificate.objects.filter(indicator_id=indicator, is_current=True).order_by("pk")
    return found.annotate(was_touched=Exists(touched_since().filter(pk=OuterRef("pk"))))


def certified() -> dict[str, Exists]:
    """Of a measure, within its own statement, whether a certificate stands."""
    return {"has_certificate": Exists(Certificate.objects.filter(indicator=OuterRef("pk"), is_current=True))}


def limitations_of(measures: Collection[int]) -> dict[int, str]:
    """What to bear in mind of measures, by their keys: as their certificates that stand say. One statement, none for no
    measure.
    """
    if not measures:
        return {}
    stand = Certificate.objects.filter(indicator__in=measures, is_current=True).exclude(limitations="")
    return dict(stand.values_list("indicator", "limitations"))


def graded_before(certificate: Certificate | None) -> dict[Dimension, tuple[str, str]]:
    """Grade and words of each dimension, for another certificate to begin with."""
    judged = Judged.objects.filter(certificate=certificate) if certificate else ()
    return {Dimension(each.dimension): (each.grade, each.words) for each in judged}


def beside_figure(indicator: Any, *, today: date) -> dict[str, Any]:
    """``assurance/_beside.html``: the grade of a measure read with ``certified``, and what to bear in mind. Two
    statements at most, none where no certificate stands.
    """
    stands: Any = standing_certificate(indicator) if indicator.has_certificate else None
    lost = no_longer_independent(pk=stands.pk) if stands and stands.was_touched else ()
    return {
        "mark": mark_of(stands.grade) if stands else None,
        "limitations": stands.limitations if stands else "",
        "checked": day_words(stands.checked_on) if stands else "",
        "doubt": _doubt(_standing_of(stands, lost, today)),
        "url": reverse("assurance:measure", args=[indicator.ref]),
    }
