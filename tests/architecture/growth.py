"""Makes the small council larger: more of everything that a page might list."""

from copy import copy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Notice, Post, Watch
from api.models import Webhook
from breakdowns.models import Breakdown, Dimension, Sheet
from breakdowns.rules.entry import GroupEntry
from feedback.models import Kind
from indicators.models import Commentary, ImportBatch, IndicatorSet
from money.models import StaffExtract, StaffFigure, StaffShare
from plans.models import MilestoneWait, Plan, SampleDraw
from reporting.models import CoverageCount, ReportFile
from scrutiny.models import Meeting, MeetingAction, Pack, PackItem, PackQuestion, Remit
from search.models import Synonym
from tests import factories
from tests.architecture.world import AT, STATES, WORDS, Side, World, deliver_more, share_more, token_of
from tests.factories.assurance import CertificateFactory, EvidenceFactory, SampledFactory, SampleFactory
from tests.factories.benchmarks import (
    LAST_YEAR,
    ComparedMeasureFactory,
    CouncilFactory,
    GroupFactory,
    LessonFactory,
    published,
)
from tests.factories.breakdowns import BreakdownFactory, fill
from tests.factories.breakdowns import GroupFactory as WardFactory
from tests.factories.catalogues import EntryFactory, EntryMappingFactory
from tests.factories.edr import (
    YEAR,
    BreakGlassFactory,
    DevelopmentNeedFactory,
    ReviewFactory,
    ReviewObjectiveFactory,
    StatementFactory,
    sign_stages,
)
from tests.factories.feedback import (
    SURVEY,
    AttachmentFactory,
    ConsultationFactory,
    RecordFactory,
    ThemeFactory,
)
from tests.factories.indicators import Q2, RecoveryActionFactory
from tests.factories.money import JULY, BudgetLineFactory, ShareFactory, ledger_month
from tests.factories.reporting import ReportFactory, RunFactory
from tests.factories.risks import (
    ClearanceFactory,
    ControlFactory,
    MitigationFactory,
    RegisterFactory,
    RiskFactory,
    assess,
)
from tests.factories.target_decisions import (
    NEXT,
    ConsultedFactory,
    ProposalFactory,
    ProposedYearFactory,
    TargetQuestionFactory,
)


def grow(world: World, times: int = 3) -> None:
    """As much again and more, everywhere. The things that the routes are asked about stay the same."""
    for number in range(times):
        _council(world, number)
        for side in (world.ours, world.theirs, world.partners):
            _service(world, side, number)
            _scrutiny(side, number)


def put_one_off_target(world: World) -> None:
    """So that what is only read of measures off target is read in the small council too."""
    _measure(world, world.ours, "approved")


def put_one_compared_without_our_figure(world: World) -> None:
    """So that our own outturn is looked for of ours in the small council too."""
    published(ComparedMeasureFactory(indicator__service=world.ours.service), {world.ours.extras["council"]: "5"})


def put_two_alike(world: World) -> None:
    """So that what was told apart is read in the small council too."""
    for side in (world.ours, world.theirs):
        factories.ObjectiveFactory(plan=side.plan, owner=side.head, title="Streets that are clean")


def _council(world: World, number: int) -> None:
    ledger_month((world.ours.extras["line"], "1", "2"), month=JULY.previous(1 + number))
    SampleFactory()
    told = Notice.objects.filter(to=world.users["administrator"]).first()
    told.pk = None
    told.save(force_insert=True)
    side = (world.ours, world.theirs, world.partners)[number % 3]
    for kind, thing in (("service", side.service), ("plan", side.plan), ("report", side.released)):
        Watch.objects.get_or_create(user=told.to, about=kind, about_id=thing.pk, defaults={"since": AT})
    share_more(world.partners.service, 1 + number)
    started = copy(world.started)
    started.pk, started.year = None, Q2.year.previous(20 + number)
    started.save(force_insert=True)
    done = copy(world.reorganised)
    done.pk, done.done_at = None, AT
    done.save(force_insert=True)
    for measure in (world.ours.measure, world.theirs.measure):
        post = measure.data_provider_id
        moved = {"key": measure.pk, "field": "data_provider", "was": post, "became": post}
        for to in (done, world.reorganised):
            to.moves.create(kind="indicators.indicator", starts_on=to.starts_on, **moved)
    directorate = factories.UnitFactory(kind="directorate", parent=world.council)
    service = factories.UnitFactory(parent=directorate)
    factories.ReturnFactory(service=service)
    for group in ("cost", "performance", "satisfaction"):
        factories.IndicatorFactory(service=service, dimension=group)
    boss = world.users["administrator"].appointments.first().post
    review = ReviewFactory(post__unit=service, post__reports_to=boss)
    sign_stages(ReviewObjectiveFactory(review=review).review, manager=world.users["administrator"])
    factories.LevelFactory(name=f"Level {number}")
    CoverageCount.objects.create(
        period=Q2.previous(5 + number), unit=world.ours.service, objectives=3, objectives_without=1, outcomes=1,
        outcomes_without=0, measures=5, measures_without=2,
    )  # fmt: skip
    tag = factories.TagFactory(group=world.tag.group)
    factories.TagFactory()
    for side in (world.ours, world.theirs, world.partners):
        side.objective.tags.add(tag)
        factories.ChallengeFactory(objective=side.priority)
        side.measure.tags.add(tag)
    IndicatorSet.objects.create(name=f"Set {number}")
    EntryMappingFactory(measure=side.measure, entry__theme=f"Theme {number}")
    EntryMappingFactory(entry=world.entry)
    EntryFactory(catalogue=world.catalogue, theme=f"Theme {number}")
    Synonym.objects.create(typed=f"word {number}", means="service")
    token_of(world.users["administrator"], world.ours.head, number + 1)
    maker = world.users["administrator"]
    Webhook.objects.create(address=f"https://hooks.example/{number}", kinds=[], salt="x", made_by=maker, made_at=AT)
    deliver_more(world.delivery.webhook)
    period = Q2.previous(5 + number)
    days = [
        f"{name}_on" for name in ("opens", "due", "approval_due", "locks", "management_team", "cabinet", "scrutiny")
    ]
    first = period.end + timedelta(days=2)
    dates = {name: first + timedelta(days=7 * step) for step, name in enumerate(days)}
    cycle = factories.CycleFactory(period=period, late_after=dates["due_on"], **dates)
    factories.PlanTimetableFactory(level=world.level, starts_on=date(2030 + number, 4, 1))
    _sampled(world, number)
    RunFactory(cycle=world.cycle, state="done")
    ReportFactory(cycle=cycle, subject_id=number)
    committee = factories.UnitFactory(kind="committee", parent=world.council)
    Remit.objects.create(committee=committee, service=service)
    who = world.users["administrator"]
    ImportBatch.objects.create(filename=f"more{number}.csv", content=b"ref", created_by=who, created_at=AT)
    factories.RatingRuleFactory(starts_on=date(2016 + number, 4, 1), scheme=world.rule.scheme)


def _sampled(world: World, number: int) -> None:
    """One more plan that was drawn, looked at and follows another, and one more that was not; in two years."""
    reviewer = factories.PostFactory(role="administrator")
    for year in (2026, 2027 + number):
        drawn = SampleDraw.objects.create(level=world.sampled, year=Q2.year.next(year - 2026), over=3, plans=2, at=AT)
        days = {"starts_on": date(year, 4, 1), "ends_on": date(year + 1, 3, 31), "level": world.sampled}
        draft = {"state": "draft", "approved_on": None}
        before = factories.PlanFactory(level=world.sampled, starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31))
        given = {"sampled": drawn, "sampled_why": "Never looked at", "reviewer": reviewer, "follows": before}
        plan = factories.PlanFactory(**given, **days, **draft)
        review = factories.PlanReviewFactory(plan=plan, outcome="sent_back", remarks="More.", reviewed_at=AT)
        review.items.create(position=1, key="x", words="Outcome", is_met=False, reason="None.")
        factories.PlanFactory(**days, **draft)


def _broken_down(side: Side) -> None:
    """One more ward, with a figure and a target in each sheet; more measures by ward, and more that it is told by."""
    breakdown, period = side.extras["breakdown"], side.figures["approved"].period
    ward = WardFactory(dimension=side.extras["dimension"])
    for sheet in Sheet.objects.filter(breakdown=breakdown):
        sheet.figures.create(group=ward, value=50, denominator=30)
    breakdown.targets.create(group=ward, period=period, value=40)
    before = side.measure.observations.filter(period__lt=period.key, is_current=True).first()
    BreakdownFactory(indicator=side.measure, adds_up=False, dimension__name=f"Area {Dimension.objects.count()}")
    for figure in (before, factories.ObservationFactory(indicator__service=side.service, in_return=side.in_return)):
        made = Breakdown.objects.filter(indicator=figure.indicator, dimension=breakdown.dimension).first()
        made = made or BreakdownFactory(indicator=figure.indicator, dimension=breakdown.dimension, adds_up=False)
        last = made.sheets.filter(observation=figure).count()
        more = {"revision": last + 1, "why": "Again." if last else "", "approved_at": AT if last else None}
        fill(figure, made, {ward: GroupEntry(value=Decimal(50), denominator=Decimal(30))}, **more)


def _service(world: World, side: Side, number: int) -> None:
    _broken_down(side)
    post = factories.PostFactory(unit=side.service, reports_to=side.head, role="data_officer")
    sign_stages(ReviewFactory(post=post), manager=world.users["administrator"])
    for review in (side.extras["review"], side.extras["mid_review"]):
        objective = ReviewObjectiveFactory(review=review, serves=side.objective)
        StatementFactory(review=review, objective=objective, side="employee")
        DevelopmentNeedFactory(review=review)
        BreakGlassFactory(review=review)
    factories.AppointmentFactory(post=side.head, is_deputy=True)
    factories.AppointmentFactory(post=post, user=side.extras["person"])
    plan = factories.PlanFactory(level=side.plan.level, unit=side.service, owner=post)
    for above in (plan, side.plan):
        objective = factories.LinkFactory(child__plan=above, child__owner=post, parent=side.priority).child
        step = factories.MilestoneFactory(objective=objective, owner=post, due_on=date(2026, 9, 1))
        MilestoneWait.objects.create(milestone=side.milestone, waits_for=step)
        side.milestone.support.create(text="And more.", asked_of=post, asked_at=AT, answered_at=AT)
        factories.LinkFactory(child=objective, parent=side.objective, is_primary=False)
    factories.LinkFactory(child=side.objective, parent=factories.ObjectiveFactory(plan=plan), is_primary=False)
    factories.MilestoneFactory(objective=side.objective, owner=post)
    team = factories.UnitFactory(parent=side.service)
    for state in ("draft", "submitted", "signed_off"):
        _written(side.extras[f"{state}_plan"], post, number)
    for state in STATES:
        _measure(world, side, state)
    side.measure.contributions.create(objective=factories.ObjectiveFactory(plan=plan), made_on=date(2026, 2, 1))
    factories.ObservationFactory(indicator=side.measure, period=Q2.previous(5 + number), value=Decimal(80))
    factories.period_target(side.measure, Q2.previous(5 + number), Decimal(90))
    earlier = {"revision": 3 + number, "is_current": False, "state": "superseded", "revision_reason": "Again."}
    factories.ObservationFactory(indicator=side.measure, in_return=side.in_return, **earlier)
    factories.RatingRuleFactory(indicator=side.measure, starts_on=date(2017 + number, 4, 1), scheme=world.rule.scheme)
    for measure in (side.measure, side.measures["due"]):
        measure.help_asked.create(text="And more.", asked_of=side.head, asked_at=AT, answered_at=AT)
        RecoveryActionFactory(indicator=measure, owner=post, due_on=date(2026, 10, 1))
    side.measure.own_forecasts.create(year=Q2.year, value=number, basis="And more.", confidence="high", said_at=AT)
    side.measure.breaks.create(period=Q2.previous(5 + number), note="Counted anew.")
    again = side.measure.formulas.create(number=2 + number, first_period=Q2.next(5 + number), text="[1] * 2")
    again.inputs.create(number=1, indicator=side.measures["due"])
    _decisions(side, number)
    for thing in (side.service, side.plan, side.measure, side.draft, side.milestone, side.objective, side.head):
        audit.record(by=SYSTEM, at=AT, action="changed", thing=thing, changes={"name": ("a", "b")}, why="Because.")
    for _ in range(2):
        risk = RiskFactory(register=side.extras["register"], owner=post, threatens=[side.objective])
        ControlFactory(risk=side.extras["risk"], owner=post)
        MitigationFactory(risk=side.extras["risk"], owner=post)
        assess(side.extras["risk"], "current", 3, 3)
        ControlFactory(risk=risk, owner=post)
    side.extras["risk"].objectives.add(objective)
    _compared(side, number)
    _said_more(side, number)
    CertificateFactory(indicator=side.measure, is_current=False)
    EvidenceFactory(certificate=side.extras["certificate"])
    CertificateFactory(indicator=side.measures["due"], is_current=number == 0)
    SampledFactory(sample=side.extras["sampled"].sample, place=2 + number, indicator__service=side.service)
    line = BudgetLineFactory(unit=side.service)
    StaffFigure.objects.create(extract=StaffExtract.objects.get(), unit=team, established=3, in_post=2)
    StaffShare.objects.create(unit=side.service, objective=objective, percent=5)
    for each in (line, side.extras["line"]):
        ShareFactory(line=each, objective=objective, percent=5)
    RegisterFactory(unit=side.service)
    about = {"subject_type": "plan", "subject_id": plan.pk, "unit": side.service, "document": side.draft.document}
    report = ReportFactory(cycle=world.cycle, run=world.run, kind="service", **about)
    ReportFile.objects.create(report=report, format="pdf", content=b"pdf", checksum="0" * 64)


def _compared(side: Side, number: int) -> None:
    """One more council, group and measure that others publish, one more period of it, and what comparing it led to."""
    council = CouncilFactory(region=f"Region {number}", type="county")
    side.extras["group"].members.add(council)
    GroupFactory().members.add(council, side.extras["council"])
    compared = ComparedMeasureFactory(indicator__service=side.service)
    figures = {side.extras["council"]: "5", council: "6"}
    published(compared, figures)
    published(side.extras["compared"], figures, period=LAST_YEAR.previous(number + 1))
    LessonFactory(measure=side.extras["compared"], council=council)


def _said_more(side: Side, number: int) -> None:
    """More that people said, about the same and about something else, with more files."""
    theme = ThemeFactory()
    about = {"themes": [theme], "measures": [side.measure], "objectives": [side.objective]}
    for kind in Kind.values:
        told = SURVEY if kind == Kind.SURVEY else {"kind": kind, "count": 5 + number}
        RecordFactory(unit=side.service, **told, **about)
    story = side.extras["story"]
    story.themes.add(theme)
    story.measures.add(side.measures["due"])
    AttachmentFactory(record=story)
    ConsultationFactory(measure=side.measure, year=YEAR)
    ConsultationFactory(measure=None, objective=side.objective)


def _written(plan: Plan, post: Post, number: int) -> None:
    """One more of everything that a plan which is being written has."""
    section = factories.PlanSectionFactory(plan=plan)
    objective = factories.ObjectiveFactory(plan=plan, owner=post)
    ClearanceFactory(objective=objective)
    factories.MilestoneFactory(objective=objective, owner=post)
    for about in ({"question": section.template}, {"objective": objective}, {}):
        factories.PlanCommentFactory(plan=plan, **about)
    given = {"outcome": "sent_back", "remarks": "More.", "reviewed_at": AT}
    review = factories.PlanReviewFactory(plan=plan, number=number + 10, **given)
    review.items.create(position=1, key="x", words="Outcome", is_met=False, reason="None.")


def _decisions(side: Side, number: int) -> None:
    """More years, questions and people beside the proposals that are asked about, and more proposals."""
    for key in ("ready", "asked"):
        proposal = side.extras[key]
        ProposedYearFactory(proposal=proposal, year=NEXT.next(5 + number))
        TargetQuestionFactory(proposal=proposal, asked_at=AT)
        ConsultedFactory(proposal=proposal)
    proposal = ProposalFactory(indicator=side.measures["due"], first_year=NEXT.next(number), proposed_by=None)
    ProposedYearFactory(proposal=proposal)


def _measure(world: World, side: Side, state: str) -> None:
    measure = factories.IndicatorFactory(
        service=side.service, owner=side.head, data_provider=side.officer, approver=side.head
    )
    measure.sets.add(world.measure_set)
    measure.contributions.create(objective=side.objective, made_on=date(2026, 2, 1))
    factories.period_target(measure, Q2, Decimal(90))
    factories.ObservationFactory(indicator=measure, period=Q2.previous(), value=Decimal(80))
    has_figure = state not in ("due", "missing")
    figure = factories.ObservationFactory(
        indicator=measure, in_return=side.in_return, state=state, value=Decimal(70) if has_figure else None,
        entered_by=world.users["officer of theirs"], entered_at=AT,
        approved_at=AT if state == "approved" else None,
    )  # fmt: skip
    if has_figure:
        Commentary.objects.create(observation=figure, **WORDS, action_by=side.head)


def _scrutiny(side: Side, number: int) -> None:
    later = datetime(2027, 1 + number, 3, 18, tzinfo=UTC)
    meeting = Meeting.objects.create(committee=side.committee, held_at=later)
    Meeting.objects.create(committee=side.committee, held_at=datetime(2026, 1 + number, 3, 18, tzinfo=UTC))
    MeetingAction.objects.create(meeting=side.extras["held"], text="And this.", owner=side.head)
    Pack.objects.create(meeting=meeting, title=f"Pack {number}", period=Q2)
    Pack.objects.create(meeting=side.meeting, title=f"Another {number}", period=Q2)
    Remit.objects.create(
        committee=side.committee, priority=factories.ObjectiveFactory(plan=side.priority.plan, kind="priority")
    )
    place = 10 + number * 3
    PackItem.objects.create(pack=side.pack, position=place, report=side.released, heading="More")
    PackItem.objects.create(pack=side.pack, position=place + 1, indicator=side.measures["revised"])
    PackItem.objects.create(pack=side.pack, position=place + 2, heading="Note", note="Words")
    PackQuestion.objects.create(pack=side.pack, position=place, text="And why?", to=side.officer)
