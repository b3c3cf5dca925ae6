"""What others publish as measures, and which of ours answer to it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from catalogues.models import Catalogue, Entry, EntryMapping
from catalogues.permissions import EDITS
from catalogues.rules.entries import web_address
from pmmi.workbook.cells import WHOLE, YES_NO, Day, To, Words, choices_of
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import NUMBER
from pmmi.workbook.sheet import Check, Column, Row, Sheet, apart, linked

_MADE = "it is said once, when ours is mapped"


def _an_address(heading: str) -> Check:
    """Refuses a source address that nobody can follow."""

    def check(row: Row) -> None:
        text = row.values.get("source_url", "")
        if "source_url" in row.changed and text and not web_address(text):
            row.refuse(heading, "is no address. Begin it with https://, or leave it blank.")

    return check


CATALOGUES = Sheet(
    key="catalogues",
    title="Catalogues",
    thing="catalogue",
    purpose="Frameworks and sets of measures that others publish.",
    model=Catalogue,
    needs=EDITS,
    by=("name",),
    stored=lambda: Catalogue.objects.order_by("name"),
    name=lambda catalogue: catalogue.name,
    columns=(
        Column("Name", "name", Words(), "Its name", needed=True, example="National Indicator Set"),
        Column("Short name", "short", Words(), "What stands before a code", needed=True, example="NI"),
        Column("What it is", "about", Words(), "In a sentence or two"),
        Column("Source", "source", Words(), "Where it comes from"),
        Column("Address", "source_url", Words(), "Where it can be read, beginning with https://"),
        Column("Licence", "licence", Words(), "Under what its titles may be used"),
        Column("Only a part", "is_part", YES_NO, "Yes where only a part of it is held here", blank=False),
    ),
    checks=(_an_address("Address"),),
)


def _code_once(rows: Sequence[Row], named: Named) -> None:
    """Refuses two entries of a catalogue with one code."""
    if not any("code" in row.changed for row in rows):
        return
    said = {apart(row.thing): row for row in rows}
    codes: Counter[tuple[Any, str]] = Counter()
    for each in named.known("entries"):
        row = said.get(apart(each))
        codes[apart(each.catalogue), (row.get("code") if row else each.code).casefold()] += 1
    for row in rows:
        code = row.get("code")
        if "code" in row.changed and code and codes[apart(row.values["catalogue"]), code.casefold()] > 1:
            row.refuse("Code", "is the code of another entry of the catalogue too. Correct one of them.")


ENTRIES = Sheet(
    key="entries",
    title="Catalogue entries",
    thing="entry of a catalogue",
    purpose="The measures of each catalogue as they are published. Further ones come in by a catalogue’s own file too.",
    model=Entry,
    needs=EDITS,
    by=("catalogue", "title"),
    stored=lambda: Entry.objects.select_related("catalogue").order_by("catalogue__name", "position", "title"),
    name=lambda entry: f"{entry.catalogue.name}: {entry.title}",
    short=lambda entry: entry.named,
    page=lambda entry: entry.catalogue,
    columns=(
        Column("Catalogue", "catalogue", To("catalogues"), "Its name", needed=True, example="National Indicator Set"),
        Column("Title", "title", Words(), "What it measures, as published", needed=True, example="Homes added"),
        Column("Code", "code", Words(), "Its code there, where it has one", example="NI 154"),
        Column("Position", "position", WHOLE, "Its place in the catalogue, from 1", needed=True, example="1"),
        Column("Theme", "theme", Words(), "The theme or outcome that it stands under"),
        Column("Type", "kind", Words(), "In its publisher’s words"),
        Column("Good is", "polarity", choices_of(Entry, "polarity"), "Blank where nobody said", blank=""),
        Column("Best value", "best", NUMBER, "Of one within a range"),
        Column("How often", "frequency", Words(), "In its publisher’s words"),
        Column("Numerator", "numerator", Words(), "What the number on top counts"),
        Column("Denominator", "denominator", Words(), "What the number beneath counts"),
        Column("Whose statistics", "data_source", Words(), "Who publishes what it comes from"),
        Column("Placeholder", "is_placeholder", YES_NO, "Yes where it is not said yet how it is measured", blank=False),
        Column("Title checked", "title_check", Words(), "“Not checked …” stays with it on every page"),
        Column("Source address", "source_url", Words(), "Where it can be looked up"),
    ),
    checks=(_an_address("Source address"),),
    checks_all=(_code_once,),
)


def _in_use(row: Row) -> None:
    measure = row.values["measure"]
    if row.is_new and measure.pk and measure.ends_on and measure.ends_on < row.today:
        row.refuse("Measure", "is collected no more. Choose one that is in use.")


def _on(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    return {"made_on": row.values.get("made_on") or row.today}


def _mappings() -> Iterable[EntryMapping]:
    found = EntryMapping.objects.select_related("entry__catalogue", "measure")
    return found.order_by("entry__catalogue__name", "entry__position", "entry__title", "measure__ref")


MAPPINGS = Sheet(
    key="mappings",
    title="Catalogue mappings",
    thing="mapping",
    purpose="Which measures of ours answer to which entries of catalogues.",
    model=EntryMapping,
    needs=EDITS,
    by=("entry", "measure"),
    stored=_mappings,
    page=lambda mapping: mapping.entry.catalogue,
    made=_on,
    columns=(
        Column("Entry", "entry", To("entries"), "Its short name and code, or title", needed=True, example="NI 154"),
        Column("Measure", "measure", To("measures"), "The reference of ours", needed=True, example="HS07"),
        Column("How ours differs", "note", Words(), "Shown wherever the two names stand together"),
        Column("Made from it", "was_adopted", YES_NO, "Yes where ours was", blank=False, only_new=_MADE),
        Column("Since", "made_on", Day(), "The day; today where blank", only_new=_MADE, example="4 May 2026"),
        linked(),
    ),
    checks=(_in_use,),
)

SHEETS: Iterable[Sheet] = (CATALOGUES, ENTRIES, MAPPINGS)
