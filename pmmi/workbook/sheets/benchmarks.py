"""Whom we are compared with, by what, and what that led to. Published figures have an import of their own: there are
millions of them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.roles import Permission
from benchmarks.changes.councils import belongs
from benchmarks.changes.kept import keep_groups
from benchmarks.models import FOLLOWING, ComparedMeasure, Council, CouncilType, Group, GroupKind, Lesson, Membership
from foundation.bulk import reserve_keys
from indicators.rules.vocabulary import Polarity
from pmmi.workbook.cells import WHOLE, YES_NO, Day, OneOf, To, ToMany, Words, choices_of
from pmmi.workbook.checks import at_most, not_kept, not_to_come
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import NUMBER
from pmmi.workbook.sheet import Along, CheckAll, Column, Row, Sheet, apart

_NEEDS = Permission.BENCHMARK_EDIT
_FOLLOWS = "whom it is compared with follows from it, so it is changed on the council’s own page"
_RANKED = "ranks follow from it, so it is changed on the measure’s own page"
_GROUPED = "it is changed on the group’s own page"
MOST_DECIMALS = 6
_MOST_LETTERS = 4000


def _code_once(sheet: str, says: str) -> CheckAll:
    """Refuses rows whose code is that of another thing of the sheet. ``says``: what to do."""

    def check(rows: Sequence[Row], named: Named) -> None:
        said = {apart(row.thing): row for row in rows}
        codes: Counter[str] = Counter()
        for each in named.known(sheet):
            row = said.get(apart(each))
            codes[(row.get("code") if row else each.code).casefold()] += 1
        for row in rows:
            code = row.get("code")
            if "code" in row.changed and code and codes[code.casefold()] > 1:
                row.refuse("Official code", says)

    return check


def _one_is_ours(rows: Sequence[Row], named: Named) -> None:
    ours = [each for each in named.stored("councils") if each.is_own]
    for row in rows:
        if row.is_new and row.values.get("is_own"):
            if ours:
                row.refuse("Ours", f"is Yes, and {ours[0]} is ours. Change that council on its own page first.")
            ours.append(row.thing)


def _following() -> dict[tuple[str, str], Group]:
    return {(each.kind, each.name): each for each in Group.objects.filter(kind__in=FOLLOWING)}


def _in_its_groups(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """The groups that a new council is in by what is said of it; those that nobody was in yet are made."""
    if not row.is_new:
        return Along()
    known = named.once("groups that follow", _following)
    new: list[Any] = []
    for kind, name in belongs(row.thing):
        if (kind, name) not in known:
            (key,) = reserve_keys(Group, 1)
            known[kind, name] = Group(pk=key, kind=kind, name=name)
            new.append(known[kind, name])
        new.append(Membership(group=known[kind, name], council=row.thing))
    return Along(new)


COUNCILS = Sheet(
    key="councils",
    title="Councils",
    thing="council",
    purpose="The councils that we are compared with, and our own. Their figures are imported under Benchmarks.",
    model=Council,
    needs=_NEEDS,
    by=("name",),
    stored=lambda: Council.objects.order_by("name"),
    name=lambda council: council.name,
    columns=(
        Column("Name", "name", Words(), "Its name", needed=True, example="Northmere"),
        Column("Official code", "code", Words(), "As official statistics have it", example="E06000001"),
        Column("Type", "type", choices_of(Council, "type"), "Other where blank", blank=CouncilType.OTHER.value,
               only_new=_FOLLOWS, example="Unitary"),
        Column("Region", "region", Words(), "Councils of one region are compared as a group", only_new=_FOLLOWS,
               example="North"),
        Column("Country", "country", Words(), "Where it lies", example="England"),
        Column("Ours", "is_own", YES_NO, "Yes of our own council alone", blank=False,
               only_new="which council is ours is said on its own page"),
    ),
    along=_in_its_groups,
    checks_all=(_code_once("councils", "is the code of another council too. Correct one of them."), _one_is_ours),
)  # fmt: skip

_KINDS = OneOf({each.value: each.label for each in GroupKind if each not in FOLLOWING})


def _with_its_own(row: Row) -> None:
    """Neighbours of a council are compared with it, so it is one of them. A group holds for all where nothing else is
    said.
    """
    row.values.setdefault("grouping", "")
    of, members = row.values.get("of"), row.values.get("members", ())
    if of is not None and apart(of) not in map(apart, members):
        row.values["members"] = (*members, of)


def _neighbours_of_one(row: Row) -> None:
    is_of = row.values["kind"] == GroupKind.NEIGHBOURS
    if is_of and row.get("of") is None:
        row.refuse("Neighbours of", "is blank. Say whose neighbours they are.")
    if not is_of and row.get("of") is not None:
        row.refuse("Neighbours of", "is filled in, and only nearest neighbours are those of one council. Clear it.")
    if row.is_new and not row.values.get("members"):
        row.refuse("Councils", "is blank. Name the councils that are in it.")


def _groups() -> Iterable[Group]:
    found = Group.objects.exclude(kind__in=FOLLOWING).select_related("of").prefetch_related("members")
    return found.order_by("kind", "name", "grouping")


def _keep(row: Row) -> None:
    keep_groups([row.thing.pk])


COMPARATORS = Sheet(
    key="comparators",
    title="Comparator groups",
    thing="group of councils",
    purpose="Neighbours, family groups and groups of our own. Those of a type and of a region make themselves.",
    model=Group,
    needs=_NEEDS,
    by=("kind", "name", "grouping"),
    stored=_groups,
    name=lambda group: group.name,
    columns=(
        Column("Kind", "kind", _KINDS, "What kind of group it is", needed=True, example="Nearest neighbours"),
        Column("Name", "name", Words(), "Its name", needed=True, example="Our nearest neighbours"),
        Column("Holds for", "grouping", Words(), "Of a family group that holds for some measures alone: which"),
        Column("Neighbours of", "of", To("councils"), "Of nearest neighbours: whose they are", only_new=_GROUPED,
               example="Exampleshire"),
        Column("Councils", "members", ToMany("councils"), "Who is in it", only_new=_GROUPED,
               example="Northmere; Westfell"),
    ),
    settle=_with_its_own,
    checks=(_neighbours_of_one,),
    wrote=_keep,
)  # fmt: skip


def _shown_as_it_can_be(row: Row) -> None:
    """As the form of a compared measure asks."""
    low, high = row.get("low"), row.get("high")
    if row.get("polarity") == Polarity.RANGE:
        if low is None or high is None or low > high:
            not_kept(row, "Range to", "Write both ends of what is good, the lower one first.")
    elif low is not None or high is not None:
        row.refuse("Range from", "is filled in, and only what is good within a range has its ends. Clear both.")
    if row.get("scale") <= 0:
        row.refuse("Times", "is not more than 0. Correct it.")
    if not 0 <= row.get("decimals") <= MOST_DECIMALS:
        row.refuse("Decimals", f"is not from 0 to {MOST_DECIMALS}. Correct it.")


COMPARED = Sheet(
    key="compared",
    title="Compared measures",
    thing="compared measure",
    purpose="Measures by which publishers compare councils, and which of ours each is.",
    model=ComparedMeasure,
    needs=_NEEDS,
    by=("code",),
    stored=lambda: ComparedMeasure.objects.order_by("code"),
    name=lambda measure: measure.code,
    columns=(
        Column("Code", "code", Words(), "The publisher’s", needed=True, example="ENV06"),
        Column("Title", "title", Words(), "As it is published", needed=True, example="Household waste recycled"),
        Column("Our measure", "indicator", To("measures"), "The reference of the one that it is, or blank",
               example="WR03"),
        Column("Category", "category", Words(), "As its publisher orders them"),
        Column("Good is", "polarity", choices_of(ComparedMeasure, "polarity"), "Which way is good",
               blank=Polarity.NONE.value, only_new=_RANKED, example="High"),
        Column("Range from", "low", NUMBER, "Of what is good within a range, as published", only_new=_RANKED),
        Column("Range to", "high", NUMBER, "The same: one best value is both ends", only_new=_RANKED),
        Column("Unit", "unit", Words(), "What stands after the number, as of our own measure", example="%"),
        Column("Times", "scale", NUMBER, "What published figures are multiplied by; 1 where blank", blank=Decimal(1)),
        Column("Decimals", "decimals", WHOLE, "How many are shown; 1 where blank", blank=1),
        Column("Covers several years", "may_span", YES_NO, "Yes where a figure may, such as 2019-22", blank=False),
        Column("Family groups", "grouping", Words(), "The words that the family groups have which hold for it"),
        Column("Source", "source", Words(), "Where it is published"),
        Column("Licence", "licence", Words(), "What may be done with the figures"),
    ),
    checks=(_shown_as_it_can_be,),
)  # fmt: skip


def _lessons() -> Iterable[Lesson]:
    return Lesson.objects.select_related("measure").order_by("measure__code", "asked_on", "council__name", "pk")


def _asked_another(row: Row) -> None:
    council = row.get("council")
    if "council" in row.changed and council is not None and council.is_own:
        row.refuse("Council asked", "is our own. Name the one that was asked, or none.")


LESSONS = Sheet(
    key="lessons",
    title="Comparisons",
    thing="record of a comparison",
    purpose="What comparisons led to: what was asked of whom, and what changed here.",
    model=Lesson,
    needs=Permission.LESSON_RECORD,
    by=("measure", "asked_on", "council"),
    repeats=True,  # a council may be asked twice in a day
    stored=_lessons,
    page=lambda lesson: lesson.measure,
    made=lambda row, at, named: {"recorded_at": at},  # noqa: ARG005
    columns=(
        Column("Compared measure", "measure", To("compared"), "The publisher’s code", needed=True, example="ENV06"),
        Column("Asked on", "asked_on", Day(), "The day", needed=True, example="17 July 2026"),
        Column("Council asked", "council", To("councils"), "Blank for none in particular", example="Northmere"),
        Column("What was asked", "asked", Words(), "And what was learnt", needed=True,
               example="How they collect on bank holidays: two rounds are joined"),
        Column("What changed here", "changed", Words(), "Blank while nothing has"),
        Column("Recorded by", "recorded_by", To("people"), "Who did, where that is on record",
               only_new="who recorded it stays on record"),
    ),
    checks=(
        not_to_come("asked_on", "Asked on"),
        at_most(_MOST_LETTERS, "asked", "What was asked"),
        at_most(_MOST_LETTERS, "changed", "What changed here"),
        _asked_another,
    ),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (COUNCILS, COMPARATORS, COMPARED, LESSONS)
