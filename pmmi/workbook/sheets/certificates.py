"""How sure the council is of its measures: every certificate, of which the last stands. Never the files that it rests
on, which may name people.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from accounts.actors import Actor, actors_of
from accounts.roles import Permission
from assurance.changes.certificates import CertificateDraft, check_draft
from assurance.models import Certificate, Judged
from assurance.queries.hands import handled
from assurance.rules.grades import ASKS, WORDS, Dimension, Grade, overall
from foundation.dates import day_words
from foundation.refusals import ChangeRefused
from plans.periods import Frequency, YearBasis
from pmmi.workbook.cells import Day, InPeriod, OneOf, To, Words, choices_of
from pmmi.workbook.checks import at_most
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Along, Column, Row, Sheet, apart

_STAYS = "a certificate that was given stays. Add a row with a later check"
_GRADED = "graded"
"""Where a certificate here has the grades of its dimensions: rows of their own, once it is written."""
_MOST_LETTERS = 500
_GRADES = OneOf({each.value: WORDS[each] for each in Grade})


def _certificates() -> Iterable[Certificate]:
    """Of each measure from the first check on, with its grades."""
    found = Certificate.objects.select_related("indicator").prefetch_related("dimensions")
    for each in found.order_by("indicator__ref", "checked_on", "is_current", "pk"):
        each.graded = {one.dimension: {"grade": one.grade, "words": one.words} for one in each.dimensions.all()}
        yield each


def _as_on_screen(row: Row) -> None:
    """Given by somebody who had no hand in the figures, with days that can be."""
    values = row.values
    if not row.is_new:
        return
    draft = CertificateDraft(
        year=values["year"], graded={}, checked_on=values["checked_on"], review_on=values["review_on"],
        uses=values.get("uses") or "", sharing_note=values.get("sharing_note") or "",
    )  # fmt: skip
    try:
        check_draft(draft, row.today)
    except ChangeRefused as refusal:
        row.refuse("Checked on", f"does not agree with the rest. {refusal}")
    person, measure = values["checked_by"], values["indicator"]
    if not (person.pk and measure.pk):
        return
    checker = actors_of([person.pk], today=row.today).get(person.pk, Actor(user=person))
    if did := handled(checker, measure, values["year"]):
        row.refuse("Checked by", f"{did}, so cannot check the figures of {values['year']}. Name somebody who did not.")


def _after_the_last(rows: Sequence[Row], named: Named) -> None:
    """Refuses a new certificate whose check lies before that of the one that stands."""
    stands = {each.indicator_id: each for each in named.stored("certificates") if each.is_current}
    for row in rows:
        held = stands.get(row.values["indicator"].pk)
        if row.is_new and held is not None and row.values["checked_on"] < held.checked_on:
            row.refuse("Checked on", f"is before the check that stands, of {day_words(held.checked_on)}. Correct it.")


def _last_of(named: Named) -> dict[Any, Certificate]:
    """The new certificate of each measure that will stand."""
    found: dict[Any, Certificate] = {}
    for each in named.new("certificates"):
        key = apart(each.indicator)
        if key not in found or each.checked_on >= found[key].checked_on:
            found[key] = each
    return found


def _whole(row: Row, at: datetime, named: Named) -> dict[str, Any]:
    grades = {Dimension(name): Grade(said["grade"]) for name, said in row.thing.graded.items()}
    last = named.once("certificates that stand", lambda: {id(each) for each in _last_of(named).values()})
    return {"grade": overall(grades).value, "checked_at": at, "is_current": id(row.thing) in last}


def _in_its_place(row: Row) -> Iterator[tuple[Certificate, str, Any]]:
    """The one that stood stays, and stands no more."""
    measure = row.values["indicator"]
    if measure.pk:
        for held in Certificate.objects.filter(indicator=measure.pk, is_current=True):
            yield held, "is_current", False


def _judged(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    if not row.is_new:
        return Along()
    found = row.thing.graded.items()
    return Along([Judged(certificate=row.thing, dimension=name, **said) for name, said in found])


def _of_dimensions() -> Iterator[Column]:
    """Two columns for each dimension, all filled in."""
    for dimension, asks in ASKS.items():
        name = dimension.capitalize()
        yield Column(name, f"{dimension}.grade", _GRADES, asks, needed=True, only_new=_STAYS, within=_GRADED,
                     example="Sound")  # fmt: skip
        yield Column(f"{name}: found", f"{dimension}.words", Words(), "In a sentence", needed=True, only_new=_STAYS,
                     within=_GRADED, example="Twenty cases were looked at")  # fmt: skip


CERTIFICATES = Sheet(
    key="certificates",
    title="Certificates",
    thing="certificate",
    purpose="How good the data of each measure is, as somebody found who had no hand in it. The last check stands.",
    model=Certificate,
    needs=Permission.DATA_CERTIFY,
    by=("indicator", "year", "checked_on"),
    repeats=True,  # a measure may be checked twice in a day
    stored=_certificates,
    name=lambda each: f"{each.indicator.ref} {each.year.label}",
    page=lambda each: each.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Figures of", "year", InPeriod(Frequency.YEAR, YearBasis.FINANCIAL), "The financial year", needed=True,
               example="2025/26"),
        Column("Checked on", "checked_on", Day(), "The day of the check", needed=True, example="1 September 2026"),
        Column("Checked by", "checked_by", To("people"), "Who neither entered nor approved a figure of that year",
               needed=True, only_new=_STAYS, example="alex.morgan@exampleshire.example"),
        Column("To be reviewed by", "review_on", Day(), "At most three years later", needed=True, only_new=_STAYS,
               example="1 September 2027"),
        *_of_dimensions(),
        Column("What to bear in mind", "limitations", Words(), "Stands under the figure", only_new=_STAYS),
        Column("What it is made of", "uses", choices_of(Certificate, "uses"), "Whose data", blank="", only_new=_STAYS),
        Column("How data is shared", "sharing_note", Words(), "And kept safe: where it is personal or a partner’s",
               only_new=_STAYS),
    ),
    made=_whole,
    moves=_in_its_place,
    along=_judged,
    checks=(
        _as_on_screen,
        *(at_most(_MOST_LETTERS, f"{each}.words", f"{each.capitalize()}: found") for each in Dimension),
    ),
    checks_all=(_after_the_last,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (CERTIFICATES,)
