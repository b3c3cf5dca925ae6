"""Next year's service plans as they are being written: one in draft, one that waits for review, one sent back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from accounts import audit
from accounts.actors import Actor
from foundation.dates import london_day
from indicators.models import Contribution
from plans.changes.challenges import ChallengeDetails, record_challenge
from plans.changes.comments import answer_comment, comment_on_plan
from plans.changes.milestones import MilestoneDetails, create_milestone
from plans.changes.models import mark_as_model
from plans.changes.new_year import start_plans
from plans.changes.objectives import ObjectiveDetails, create_objective, edit_objective, set_links
from plans.changes.plans import PlanDetails, create_plan, edit_plan
from plans.changes.reviews import Judged, send_back_plan, submit_plan
from plans.changes.timetables import TimetableDetails, set_timetable
from plans.models import Level, Objective, Plan, PlanSection, SectionTemplate
from plans.periods import Period
from plans.queries.new_year import renewals
from pmmi.demo.desk import Desk
from pmmi.demo.divisions import write_divisional_plans
from pmmi.demo.organisation import Organisation
from pmmi.demo.plan_words import ANSWERS
from risks.changes.risks import clear_objective

FINANCE, WASTE, PLANNING = "Finance, Revenues and Benefits", "Waste and Recycling", "Planning Services"
PARTNER = "Safer Exampleshire Partnership"
_CHALLENGED = (
    (
        "P1",
        "People and Communities Scrutiny Committee",
        "Kept. Members asked what the council would stop doing for it.",
    ),
    ("P2", "A panel of 24 residents", "Kept, and said more plainly: “green” became “clean and green”."),
    ("P4", "Environment and Economy Scrutiny Committee", "Two priorities about jobs and town centres were made one."),
)


def write_plans(
    organisation: Organisation, objectives: Mapping[str, Objective], *, year: Period, now: datetime
) -> None:
    """Answer the questions of some plans that run, and begin those of the year after ``year``."""
    desk = Desk(organisation, objectives, now)
    for service, answers in ANSWERS.items():
        _answer(organisation.services[service].plans.get(level__is_reported=True), answers)
    example = organisation.services[WASTE].plans.get(level__is_reported=True)
    mark_as_model(by=desk.actor("Alex Morgan"), at=desk.ago(60), plan=example, is_model=True)
    _challenges(desk)
    _timetable(desk, year.next())
    started = _start(desk, year.next())
    _draft(desk, started[FINANCE])
    _submitted(desk, started[WASTE])
    _sent_back(desk, started[PLANNING])
    write_divisional_plans(desk, year.next())
    _partners(desk, year.next())


def _challenges(desk: Desk) -> None:
    """Who tested the priorities in the autumn before the corporate plan was approved."""
    for ref, who, outcome in _CHALLENGED:
        priority = Objective.objects.select_related("plan").get(ref=ref)
        day = date(priority.plan.approved_on.year - 1, 11, 12)
        details = ChallengeDetails(challenged_by=who, challenged_on=day, outcome=outcome)
        record_challenge(by=desk.actor("Alex Morgan"), at=desk.ago(90), priority=priority, details=details)


def _partners(desk: Desk, year: Period) -> None:
    """The partner begins its own plan; the performance team says what of the council's it serves."""
    partner = desk.organisation.services[PARTNER]
    by, owner, at = desk.actor("Matt Dean"), desk.organisation.officers[PARTNER], desk.ago(18)
    details = PlanDetails(
        level=Level.objects.get(is_reported=True, in_use=True), ref="SP-SE-27", title=f"{PARTNER} plan {year.label}",
        unit=partner, owner=owner, starts_on=year.start, ends_on=date(year.start.year + 1, 3, 31),
    )  # fmt: skip
    plan = create_plan(by=by, at=at, details=details)
    title = "Fewer burglaries in the ten streets that had most of them"
    about = ObjectiveDetails(kind="objective", ref="SP-SE-27-1", title=title, owner=owner)
    objective = create_objective(by=by, at=at, plan=plan, details=about)
    step = MilestoneDetails(
        ref="SP-SE-27-1-M1", title="Locks fitted in all ten streets", owner=owner, starts_on=year.start,
        due_on=date(year.start.year, 10, 31),
    )  # fmt: skip
    create_milestone(by=by, at=at, objective=objective, details=step)
    given = {"objective": objective, "primary": desk.objectives[f"{PARTNER}/0"], "on": london_day(at)}
    set_links(by=desk.actor("Alex Morgan"), at=at, **given)


def _timetable(desk: Desk, year: Period) -> None:
    """Of the winter before the year: members read the drafts in November, cabinet approves in February."""
    first = year.start.year
    level = Level.objects.get(is_reported=True, in_use=True)
    details = TimetableDetails(
        level=level, starts_on=year.start, challenge_on=date(first - 1, 9, 30), draft_on=date(first - 1, 11, 2), comments_on=date(first - 1, 12, 4),
        submit_on=date(first - 1, 12, 18), review_on=date(first, 1, 22), approve_on=date(first, 2, 24),
    )  # fmt: skip
    set_timetable(by=desk.actor("Alex Morgan"), at=desk.ago(80), details=details)


def _answer(plan: Plan, answers: Mapping[int, str]) -> None:
    questions = {each.position: each for each in SectionTemplate.objects.filter(level=plan.level)}
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, template=questions[place], question=questions[place].question, answer=words)
        for place, words in answers.items()
    )


def _start(desk: Desk, year: Period) -> dict[str, Plan]:
    """The plans of these services, begun from the last by the performance team, each given its year by its head."""
    wanted = {desk.organisation.services[name].pk: name for name in (FINANCE, WASTE, PLANNING)}
    chosen = [each for each in renewals(year) if each.plan.unit_id in wanted and each.plan.level.is_reported]
    at, source = desk.ago(50), f"start of {year.label}"
    successors, _, entries = start_plans(chosen, on=london_day(at), source=source)
    for each in Contribution.objects.filter(objective__in=list(successors)).order_by("pk"):
        each.indicator.contributions.create(objective=successors[each.objective_id], made_on=london_day(at))
    audit.record_many(by=desk.actor("Alex Morgan"), at=at, entries=entries)
    found = {}
    for plan in Plan.objects.filter(follows__in=[each.plan for each in chosen]).select_related(
        "level", "unit", "owner"
    ):
        service = wanted[plan.unit_id]
        ends_on = date(year.start.year + 1, 3, 31)
        details = PlanDetails(
            level=plan.level, ref=plan.ref, title=f"{service} service plan {year.label}", unit=plan.unit,
            owner=plan.owner, starts_on=year.start, ends_on=ends_on, purpose=plan.purpose,
        )  # fmt: skip
        given = {"plan": plan, "version": plan.version, "details": details}
        found[service] = edit_plan(by=desk.head(service), at=desk.ago(40), **given)
    return found


def _draft(desk: Desk, plan: Plan) -> None:
    """Half written: two questions to go and no outcome yet; a member and a colleague have commented."""
    desk.write(FINANCE, plan, days=20)
    questions = {each.position: each for each in SectionTemplate.objects.filter(level=plan.level)}
    member, peer = desk.actor("Cllr Gwen Pritchard"), desk.actor("Beth Amos")
    said = "Residents tell me that they wait on the phone for an hour in March. Can the plan say what will change?"
    first = comment_on_plan(by=member, at=desk.ago(12), plan=plan, text=said, question=questions[2])
    did = "It now says how long people waited last year. The objective on benefit claims will carry what changes."
    answer_comment(by=desk.head(FINANCE), at=desk.ago(9), comment=first, version=1, answer=did)
    claims = plan.objectives.order_by("position").last()
    said = "“Quickly” needs a number: last year's audit used 20 days for new claims."
    comment_on_plan(by=peer, at=desk.ago(4), plan=plan, text=said, objective=claims)


def _submitted(desk: Desk, plan: Plan) -> None:
    """Whole, and waiting for its reviewer."""
    by = desk.head(WASTE)
    desk.write(WASTE, plan, days=22)
    _outcome(desk, by, plan, "Fewer than three in ten bins of flats hold what could have been recycled", "OUT2")
    _steps(desk, by, plan)
    for objective in plan.objectives.all():
        clear_objective(by=by, at=desk.ago(10), objective=objective, why="Looked at in the service’s risk meeting.")
    member = desk.actor("Cllr Raj Patel")
    said = "Will estates without lifts be visited too? They were left out of the last round."
    comment = comment_on_plan(by=member, at=desk.ago(14), plan=plan, text=said)
    did = "Yes: the nine estates without lifts are in the first step, with two advisers each."
    answer_comment(by=by, at=desk.ago(11), comment=comment, version=1, answer=did)
    submit_plan(by=by, at=desk.ago(5), plan=plan, note="The cost of the flats’ rounds is agreed with finance.")


def _sent_back(desk: Desk, plan: Plan) -> None:
    """Submitted too early, and sent back with what is to be repaired."""
    by, reviewer = desk.head(PLANNING), desk.actor("Alex Morgan")
    desk.write(PLANNING, plan, days=25)
    for objective in plan.objectives.all():
        clear_objective(by=by, at=desk.ago(18), objective=objective, why="Covered by the register of the directorate.")
    submit_plan(by=by, at=desk.ago(16), plan=plan, note="Ready, but for the Local Plan's dates.")
    remarks = (
        "The plan says what the service will do, and not what will change for those who apply or live nearby.\n"
        "“In time and well” is two things: say by how many days, and how it is seen that a decision was good."
    )
    judged = {
        "focused": Judged(is_met=True),
        "balanced": Judged(is_met=False, reason="Both measures are about speed. Nothing tells of quality or appeals."),
        "consistent": Judged(is_met=True),
    }
    send_back_plan(by=reviewer, at=desk.ago(8), plan=plan, remarks=remarks, judged=judged)


def _outcome(desk: Desk, by: Actor, plan: Plan, title: str, serves: str) -> None:
    at = desk.ago(21)
    details = ObjectiveDetails(kind="outcome", ref=f"{plan.ref}-O", title=title, owner=plan.owner)
    outcome = create_objective(by=by, at=at, plan=plan, details=details)
    given = {"objective": outcome, "primary": desk.objectives[serves], "on": london_day(at)}
    set_links(by=by, at=at, **given)
    measured = Contribution.objects.filter(objective__plan=plan).order_by("pk").first()
    if measured:
        measured.indicator.contributions.create(objective=outcome, made_on=london_day(at))


def _steps(desk: Desk, by: Actor, plan: Plan) -> None:
    """Sharper titles, and a dated step for each objective."""
    titles = (
        "Collect food waste from every flat in the borough",
        "Visit the 40 estates that recycle least, twice each",
    )
    steps = ("Bins at the last 600 flats", "All 40 estates visited once")
    for number, objective in enumerate(plan.objectives.filter(kind="objective").order_by("position")):
        details = ObjectiveDetails(kind="objective", ref=objective.ref, title=titles[number], owner=objective.owner)
        edit_objective(by=by, at=desk.ago(21), objective=objective, version=objective.version, details=details)
        due_on = date(plan.starts_on.year, 9, 30) + timedelta(days=61 * number)
        step = MilestoneDetails(
            ref=f"{objective.ref}-M1", title=steps[number], owner=objective.owner, starts_on=plan.starts_on,
            due_on=due_on,
        )  # fmt: skip
        create_milestone(by=by, at=desk.ago(21), objective=objective, details=step)
