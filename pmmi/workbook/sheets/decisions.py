"""How targets came about: what was proposed, asked, agreed and reviewed. A decision comes in whole; each further step
with it is taken on its own page, by whoever takes it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.roles import Permission
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from pmmi.workbook.cells import Day, OnDay, OneOf, To, Words, choices_of
from pmmi.workbook.checks import not_kept
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import YEAR
from pmmi.workbook.sheet import Along, Check, Column, Row, Sheet, apart
from target_decisions.models import Consulted, Proposal, TargetQuestion
from target_decisions.workflow import STAGES, Agreement, Stage, faults_of

NEEDS = Permission.TARGET_EDIT
STEP = "a step with a target is taken on its own page"
DECIDED = (Stage.AGREED, Stage.REVIEWED)
_STAGES = OneOf({each.value: STAGES[each].word for each in Stage})


def known(path: str = "") -> Q:
    """Decisions without those that hang on a plan which the workbook does not hold."""
    return Q(**{f"{path}plan": None}) | Q(**{f"{path}plan__level__is_private": False})


def _proposals() -> Iterable[Proposal]:
    return Proposal.objects.filter(known()).select_related("indicator").order_by("indicator__ref", "first_year", "pk")


def name_of(proposal: Proposal) -> str:
    """ "HS07 2027/28, 1 October 2026": with the day, by which one that was withdrawn is told from the next."""
    return f"{short_of(proposal)}, {day_words(london_day(proposal.proposed_at))}"


def short_of(proposal: Proposal) -> str:
    """ "HS07 2027/28"."""
    return f"{proposal.indicator.ref} {proposal.first_year.label}"


def _agreed_as_on_screen(row: Row) -> None:
    """What is agreed was agreed at a meeting that was held, with a plan, and with somebody who answers for it."""
    if not row.is_new:
        return
    get, stage = row.values.get, Stage(row.values["stage"])
    for name, heading in (("meeting", "Meeting"), ("agreed_by", "Agreed by"), ("agreed_on", "Agreed on")):
        if stage in DECIDED and not get(name):
            row.refuse(heading, "is blank. Say where the target was agreed, by whom and when.")
        if stage not in DECIDED and get(name):
            row.refuse(heading, f"is filled in, and the target is {STAGES[stage].word.lower()}. Clear it.")
    if (stage is Stage.WITHDRAWN) != bool(get("withdrawn_why")):
        row.refuse("Why it was withdrawn", "is for a target that was withdrawn, and for no other. Correct it.")
    if get("counter_measure") is not None and apart(get("counter_measure")) == apart(row.values["indicator"]):
        row.refuse("Read beside it", "is the measure itself. Choose another, or say it in words.")
    if stage in DECIDED and not row.problems:
        _faults(row)


def _faults(row: Row) -> None:
    get, on = row.values.get, row.values["agreed_on"]
    has_plan, has_post = bool(get("plan") or get("action_plan")), get("responsible") is not None
    for heading, agreement in (
        ("Agreed on", Agreement(met_on=on, has_action_plan=True, has_post=True)),
        ("What is done", Agreement(met_on=row.today, has_action_plan=has_plan, has_post=True)),
        ("Who answers for it", Agreement(met_on=row.today, has_action_plan=True, has_post=has_post)),
    ):
        for fault in faults_of(agreement, today=row.today):
            not_kept(row, heading, fault)
    if get("recorded_by") is not None and apart(get("recorded_by")) == apart(get("proposed_by")):
        row.refuse("Recorded by", "proposed the target too. Somebody else records that it was agreed.")


def _is_whole(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """Raises ChangeRefused for a decision without a target, and for one that is challenged by no question."""
    years, questions = named.new("decided-years"), named.new("target-questions")
    with_years = named.once("decisions with targets", lambda: {id(each.proposal) for each in years})
    asked = named.once("decisions asked", lambda: {id(each.proposal) for each in questions if not each.answer})
    if row.is_new and id(row.thing) not in with_years:
        raise ChangeRefused(f"Target decisions, row {row.line} (First year) has no target. Add it to Decided targets.")
    if row.is_new and row.thing.stage == Stage.CHALLENGED and id(row.thing) not in asked:
        raise ChangeRefused(f"Target decisions, row {row.line} (Stage) says Challenged, and no question is without an "
                            "answer. Add it to Target questions, or write Proposed.")  # fmt: skip
    return Along()


DECISIONS = Sheet(
    key="decisions",
    title="Target decisions",
    thing="target decision",
    purpose="How targets came about: who proposed each and why, and which meeting agreed it. Each comes in whole.",
    model=Proposal,
    needs=NEEDS,
    by=("indicator", "first_year", "proposed_at"),
    repeats=True,  # one may be withdrawn and another proposed on the same day
    stored=_proposals,
    name=name_of,
    short=short_of,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("First year", "first_year", **YEAR, meaning="The measure’s own year", needed=True, example="2027/28"),
        Column("Proposed on", "proposed_at", OnDay(), "The day", needed=True, example="1 October 2026"),
        Column("Stage", "stage", _STAGES, "How far it is", needed=True, only_new=STEP, example="Agreed"),
        Column("Why this target", "reasons", Words(), "What whoever agrees it starts from", needed=True, only_new=STEP,
               example="The best of our neighbours reach it"),
        Column("Proposed by", "proposed_by", To("people"), "Who did, where that is on record", only_new=STEP),
        Column("Plan", "plan", To("plans"), "The plan that says what is done", only_new=STEP),
        Column("What is done", "action_plan", Words(), "To reach it, where no plan says it", only_new=STEP,
               example="A second crew from April"),
        Column("Who answers for it", "responsible", To("posts"), "The post", only_new=STEP, example="Head of Housing"),
        Column("Read beside it", "counter_measure", To("measures"), "What shows side effects", only_new=STEP),
        Column("Against side effects", "counter_words", Words(), "The same in words", only_new=STEP),
        Column("Meeting", "meeting", Words(), "The one that agreed it", only_new=STEP, example="Cabinet"),
        Column("Agreed by", "agreed_by", Words(), "Who agreed it there", only_new=STEP, example="The Cabinet"),
        Column("Agreed on", "agreed_on", Day(), "The day of the meeting", only_new=STEP, example="5 October 2026"),
        Column("Recorded by", "recorded_by", To("people"), "Who wrote that down; not who proposed it", only_new=STEP),
        Column("Why it was withdrawn", "withdrawn_why", Words(), "Of one that was", only_new=STEP),
    ),
    checks=(_agreed_as_on_screen,),
    along=_is_whole,
)  # fmt: skip


def comes_with_it(heading: str = "Decision") -> Check:
    """Refuses what is new of a decision that is stored."""

    def check(row: Row) -> None:
        decision = row.values.get("proposal") or row.values["year"].proposal
        if row.is_new and not decision._state.adding:
            row.refuse(heading, f"is stored already: {STEP}.")

    return check


def _answered_whole(row: Row) -> None:
    if row.is_new and bool(row.values.get("answer")) != bool(row.values.get("answered_at")):
        row.refuse("Answered on", "goes with an answer. Fill in both, or neither.")


def _asked_as_it_stands(rows: Sequence[Row], named: Named) -> None:  # noqa: ARG001
    """Refuses a question without an answer of what is proposed, which it would make a challenged one, or was agreed."""
    for row in rows:
        is_left = row.is_new and not row.values.get("answer")
        if is_left and row.values["proposal"].stage in (Stage.PROPOSED, *DECIDED):
            row.refuse("Answer", "is blank, so that the decision is Challenged. Say so in its stage, or fill it in.")


def _of_decisions(model: Any, *order: str) -> Callable[[], Iterable[Any]]:
    """What hangs on decisions, in their order."""

    def stored() -> Iterable[Any]:
        found = model.objects.filter(known("proposal__")).select_related("proposal__indicator")
        return found.order_by("proposal__indicator__ref", "proposal__first_year", "proposal", *order, "pk")

    return stored


QUESTIONS = Sheet(
    key="target-questions",
    title="Target questions",
    thing="question about a target",
    purpose="What was asked about each proposed target, and the answers.",
    model=TargetQuestion,
    needs=NEEDS,
    by=("proposal", "question"),
    repeats=True,
    stored=_of_decisions(TargetQuestion, "asked_at"),
    page=lambda each: each.proposal,
    columns=(
        Column("Decision", "proposal", To("decisions"), "Measure and first year", needed=True, example="HS07 2027/28"),
        Column("Question", "question", Words(), "What was asked", needed=True, example="Why no more?"),
        Column("Asked on", "asked_at", OnDay(), "The day", needed=True, only_new=STEP, example="2 October 2026"),
        Column("Asked by", "asked_by", To("people"), "Who asked it here", only_new=STEP),
        Column("On behalf of", "asked_for", Words(), "Whose question it is", only_new=STEP),
        Column("Answer", "answer", Words(), "What was answered", only_new=STEP),
        Column("Answered on", "answered_at", OnDay(), "The day", only_new=STEP),
        Column("Answered by", "answered_by", To("people"), "Who answered", only_new=STEP),
    ),
    checks=(comes_with_it(), _answered_whole),
    checks_all=(_asked_as_it_stands,),
)

TOOK_PART = Sheet(
    key="took-part",
    title="Who took part",
    thing="entry of who took part",
    purpose="Who took part in setting each target, and whether they stood for all whom it concerns.",
    model=Consulted,
    needs=NEEDS,
    by=("proposal", "group", "how"),
    repeats=True,
    stored=_of_decisions(Consulted),
    page=lambda each: each.proposal,
    columns=(
        Column("Decision", "proposal", To("decisions"), "Measure and first year", needed=True, example="HS07 2027/28"),
        Column("Who", "group", choices_of(Consulted, "group"), "Who they are", needed=True, example="Staff"),
        Column("How", "how", Words(), "And what they said", needed=True, example="A survey of 1,200 households"),
        Column("Representative", "representative", choices_of(Consulted, "representative"), "Not known where blank",
               blank=Consulted.Representative.UNKNOWN.value, only_new=STEP),
    ),
    checks=(comes_with_it(),),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (DECISIONS, QUESTIONS, TOOK_PART)
