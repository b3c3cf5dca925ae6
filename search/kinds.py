"""The registry: for each kind of thing what is found of it, by whom, and how it is shown.

A kind that is not here is not found. To add one: docs/recipes/add-a-kind-to-search.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Post, Unit, UnitKind, User
from accounts.queries.organisation import find_people, in_reach, posts_with_holders
from accounts.roles import Permission
from benchmarks.models import ComparedMeasure
from catalogues.models import Entry
from catalogues.permissions import READS
from feedback.models import Record
from foundation.dates import day_words
from foundation.narrowing import within
from foundation.statements import written_once
from foundation.words import capitalised, together
from indicators.models import Indicator, IndicatorSet
from indicators.queries.definitions import sets_in_reach
from money.models import BudgetLine
from plans.models import Milestone, Objective, Plan
from reporting.models import Report
from reporting.permissions import readable_reports
from reporting.queries.reports import audience_words
from reporting.workflow import ReportState
from risks.models import Risk
from scrutiny.models import Meeting, MeetingAction, Pack
from scrutiny.permissions import readable_packs
from scrutiny.views.navigation import committee_url

_AT_ONCE = 5


@dataclass(frozen=True)
class Reader:
    """Who looks for something, and on which day."""

    actor: Actor
    today: date

    @cached_property
    def reach(self) -> frozenset[int] | None:
        """The units that they may read; None for the whole council."""
        return self.actor.reaches(Permission.COUNCIL_READ)

    @cached_property
    def hidden_plans(self) -> list[int]:
        """Private plans that they may not know of. One statement, once."""
        return list(Plan.objects.hidden_from(self.actor).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of thing. ``readable`` gives those that a reader may open: it asks the permission or query that the
    thing's own page asks, and nothing but that keeps things from being found. Where those are all but a few, ``hidden``
    gives the few, so that the database need not go through all the others; None where it is not so for that reader.

    ``title``, ``ref`` and ``words`` name the columns in which words are looked for, in the order of their worth.
    ``unit`` names the column of the unit by whose name it is found too, or the way to it ("meeting__committee"), and
    ``moment`` that of a time whose day belongs to its name. ``named`` is how it is called where that is
    more than its title. ``detail`` says what it is, and ``url`` where; besides what was named so far they need the
    columns that ``shows`` names, its own or those of other tables ("service__name"), for a row may be wide and nothing
    else of it is read; or, where that is more, what ``rows`` reads, whoever searches, or ``shown`` for that reader.
    """

    name: str
    noun: str
    nouns: str
    model: type[Model]
    title: str
    ref: str = ""
    words: tuple[str, ...] = ()
    unit: str = ""
    moment: str = ""
    readable: Callable[[Reader], QuerySet[Any]]
    hidden: Callable[[Reader], QuerySet[Any] | None] = lambda _: None
    shows: tuple[str, ...] = ()
    rows: Callable[[], QuerySet[Any]] | None = None
    shown: Callable[[Reader], QuerySet[Any]] | None = None
    detail: Callable[[Any], str]
    named: Callable[[Any], str] | None = None
    url: Callable[[Any], str] = lambda thing: thing.get_absolute_url()

    @property
    def own_unit(self) -> str:
        """The column of its own table that holds the unit; "" where the unit is that of another thing."""
        return "" if "__" in self.unit else self.unit

    @property
    def heading(self) -> str:
        return capitalised(self.nouns)

    def things(self, reader: Reader, keys: Sequence[int]) -> Mapping[int, Any]:
        """Things that a reader may open, by key, with what is shown of them."""
        if self.shown:
            return self.shown(reader).in_bulk(keys)
        # The same number of keys each time, so that it is the same statement.
        padded = [*keys, *[keys[-1]] * (-len(keys) % _AT_ONCE)]
        return {thing.pk: thing for thing in _rows(*padded, kind=self.name, size=len(padded))}

    def read(self) -> QuerySet[Any]:
        """All things with what is shown of them, whoever searches."""
        if self.rows:
            return self.rows()
        others = {name.rpartition("__")[0] for name in self.shows} - {""}
        read = (self.title, self.ref, *self.words, self.moment, *self.shows)
        return self.model._base_manager.select_related(*sorted(others)).only(*filter(None, read))

    def named_as(self, thing: Any) -> str:
        return self.named(thing) if self.named else str(getattr(thing, self.title))


def _said(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _until(last: date | None) -> str:
    return f"until {day_words(last)}" if last else ""


_has_measures = Exists(Indicator.objects.filter(service=OuterRef("pk")))


def _known(model: type[Model], plan: str, reader: Reader) -> QuerySet[Any]:
    """Plans or parts of them that the reader may know of; ``plan`` is the way to the plan."""
    hidden = _unknown(model, plan, reader)
    return model.objects.visible_to(reader.actor) if hidden is None else model.objects.exclude(pk__in=hidden)


def _unknown(model: type[Model], plan: str, reader: Reader) -> QuerySet[Any] | None:
    """Those that who reads the whole council may not know of: parts of a few private plans. None for anybody else."""
    if reader.reach is not None:
        return None
    return model.objects.filter(**{f"{plan}__in": reader.hidden_plans}).values("pk")


def _people(reader: Reader) -> QuerySet[User]:
    """Those in the list of people, with the posts that the reader may know that they hold."""
    return find_people(reach=reader.reach, today=reader.today, addresses=False)


def _page_of_unit(unit: Unit) -> str:
    """A committee's page is scrutiny's, a service's shows its measures; any other has that of the organisation."""
    if unit.kind == UnitKind.COMMITTEE:
        return committee_url(unit)
    return reverse("reporting:service", args=[unit.pk]) if unit.has_measures else unit.get_absolute_url()


MEASURE = Kind(
    name="measure",
    noun="measure",
    nouns="measures",
    model=Indicator,
    title="name",
    ref="ref",
    words=("purpose", "definition"),
    unit="service",
    readable=lambda reader: within(Indicator.objects.all(), reader.reach, "service"),
    shows=("service__name", "ends_on"),
    detail=lambda each: _said(each.ref, each.service.name, _until(each.ends_on)),
)
UNIT = Kind(
    name="unit",
    noun="service, committee or other unit",
    nouns="services, committees and other units",
    model=Unit,
    title="name",
    readable=lambda reader: in_reach(Unit.objects.all(), reader.reach),
    rows=lambda: Unit.objects.annotate(has_measures=_has_measures),
    detail=lambda each: _said(each.get_kind_display(), _until(each.ends_on)),
    url=_page_of_unit,
)
PLAN = Kind(
    name="plan",
    noun="plan",
    nouns="plans",
    model=Plan,
    title="title",
    ref="ref",
    words=("purpose",),
    unit="unit",
    readable=lambda reader: _known(Plan, "pk", reader),
    hidden=lambda reader: _unknown(Plan, "pk", reader),
    shows=("level__name", "unit__name", "state"),
    detail=lambda each: _said(each.ref, each.level.name, each.unit.name, each.get_state_display()),
)
OBJECTIVE = Kind(
    name="objective",
    noun="objective",
    nouns="objectives",
    model=Objective,
    title="title",
    ref="ref",
    words=("description",),
    readable=lambda reader: _known(Objective, "plan", reader),
    hidden=lambda reader: _unknown(Objective, "plan", reader),
    shows=("kind", "plan__title"),
    detail=lambda each: _said(each.ref, each.get_kind_display(), each.plan.title),
)
MILESTONE = Kind(
    name="milestone",
    noun="milestone",
    nouns="milestones",
    model=Milestone,
    title="title",
    ref="ref",
    words=("narrative", "reason"),
    readable=lambda reader: _known(Milestone, "objective__plan", reader),
    hidden=lambda reader: _unknown(Milestone, "objective__plan", reader),
    shows=("due_on", "objective__plan__title"),
    detail=lambda each: _said(each.ref, f"due {day_words(each.due_on)}", each.objective.plan.title),
)
RISK = Kind(
    name="risk",
    noun="risk",
    nouns="risks",
    model=Risk,
    title="title",
    ref="ref",
    words=("cause", "event", "effect"),
    # What is exempt is found by nobody, whoever may read it.
    readable=lambda reader: Risk.objects.visible_to(reader.actor).told_openly(),
    shows=("register__name", "closed_on"),
    detail=lambda each: _said(each.ref, each.register.name, "Closed" if each.closed_on else ""),
)
BUDGET_LINE = Kind(
    name="line",
    noun="budget line",
    nouns="budget lines",
    model=BudgetLine,
    title="name",
    ref="code",
    unit="unit",
    readable=lambda reader: BudgetLine.objects.visible_to(reader.actor),
    shows=("unit__name", "year"),
    detail=lambda each: _said(each.code, each.unit.name, str(each.year)),
)
COMPARED = Kind(
    name="benchmark",
    noun="comparison with other councils",
    nouns="comparisons with other councils",
    model=ComparedMeasure,
    title="title",
    ref="code",
    words=("category",),
    readable=lambda reader: ComparedMeasure.objects.visible_to(reader.actor),
    shows=("indicator__ref",),
    detail=lambda each: _said(each.code, each.category, f"ours: {each.indicator.ref}" if each.indicator else ""),
)
REPORT = Kind(
    name="report",
    noun="report",
    nouns="reports",
    model=Report,
    title="title",
    words=("subject_name",),
    unit="unit",
    readable=lambda reader: readable_reports(reader.actor),
    rows=lambda: Report.objects.select_related("cycle", "committee").defer("document", "facts"),
    detail=lambda each: _said(
        each.cycle.period.long_label,
        audience_words(each),
        f"edition {each.edition}" if each.edition > 1 else "",
        "" if each.state == ReportState.RELEASED else each.get_state_display(),
    ),
)
MEETING = Kind(
    name="meeting",
    noun="meeting",
    nouns="meetings",
    model=Meeting,
    title="place",
    unit="committee",
    moment="held_at",
    readable=lambda reader: within(Meeting.objects.all(), reader.reach, "committee"),
    shows=("committee__name", "cancelled_at"),
    named=str,
    detail=lambda each: _said(each.place, "Cancelled" if each.cancelled_at else ""),
)
ACTION = Kind(
    name="action",
    noun="action agreed by a committee",
    nouns="actions agreed by committees",
    model=MeetingAction,
    title="text",
    words=("progress",),
    unit="meeting__committee",
    readable=lambda reader: within(MeetingAction.objects.all(), reader.reach, "meeting__committee"),
    shows=("meeting__committee__name", "meeting__held_at", "state"),
    detail=lambda each: _said(str(each.meeting), each.get_state_display()),
    # Only who may say what became of it opens the action's own page; everybody else reads it at the meeting.
    url=lambda each: each.meeting.get_absolute_url(),
)
PACK = Kind(
    name="pack",
    noun="scrutiny pack",
    nouns="scrutiny packs",
    model=Pack,
    title="title",
    words=("cover_note",),
    unit="meeting__committee",
    readable=lambda reader: readable_packs(reader.actor),
    shows=("meeting__committee__name", "meeting__held_at", "published_at"),
    detail=lambda each: _said(str(each.meeting), "" if each.published_at else "Not published"),
)
SET = Kind(
    name="set",
    noun="set of measures",
    nouns="sets of measures",
    model=IndicatorSet,
    title="name",
    words=("description",),
    readable=lambda reader: sets_in_reach(reach=reader.reach),
    detail=lambda each: each.description,
    url=lambda each: reverse("indicators:set-detail", args=[each.pk]),
)
ENTRY = Kind(
    name="entry",
    noun="measure that others publish",
    nouns="measures that others publish",
    model=Entry,
    title="title",
    ref="code",
    # Anybody who may read any service of the council may read what is published of all.
    readable=lambda reader: Entry.objects.all() if reader.actor.may_anywhere(READS) else Entry.objects.none(),
    rows=lambda: Entry.objects.select_related("catalogue"),
    detail=lambda each: _said(each.catalogue.name, each.code, each.theme, *each.marks),
)
FEEDBACK = Kind(
    name="feedback",
    noun="record of what people say",
    nouns="records of what people say",
    model=Record,
    title="title",
    words=("words", "question"),
    unit="unit",
    readable=lambda reader: Record.objects.visible_to(reader.actor),
    shows=("kind", "unit__name", "last_on"),
    detail=lambda each: _said(each.get_kind_display(), each.unit.name, day_words(each.last_on)),
)
PERSON = Kind(
    name="person",
    noun="person",
    nouns="people",
    model=User,
    title="name",
    readable=_people,
    shown=_people,
    detail=lambda each: together(held.post.title for held in each.held_today) or "Holds no post today",
    url=lambda each: reverse("accounts:person-detail", args=[each.pk]),
)
POST = Kind(
    name="post",
    noun="post",
    nouns="posts",
    model=Post,
    title="title",
    unit="unit",
    readable=lambda reader: within(Post.objects.all(), reader.reach, "unit"),
    shown=lambda reader: posts_with_holders(today=reader.today),
    detail=lambda each: _said(each.unit.name, together(held.user.name for held in each.held_today) or "Vacant"),
)


@written_once
def _rows(*keys: int, kind: str, size: int) -> QuerySet[Any]:  # noqa: ARG001  another size is another statement
    return BY_NAME[kind].read().filter(pk__in=keys)


KINDS = (
    *(MEASURE, UNIT, PLAN, OBJECTIVE, MILESTONE, RISK, BUDGET_LINE, COMPARED, REPORT),
    *(MEETING, PACK, ACTION, PERSON, POST, SET, ENTRY, FEEDBACK),
)
BY_NAME = {kind.name: kind for kind in KINDS}
