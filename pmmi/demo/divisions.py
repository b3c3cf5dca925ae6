"""Next year's divisional plans, of which a sample is reviewed: one is sent back, one is still to be submitted."""

from datetime import date

from accounts import audit
from foundation.dates import london_day
from plans.changes.levels import LevelDetails, edit_level
from plans.changes.new_year import start_plans
from plans.changes.objectives import ObjectiveDetails, create_objective, set_links
from plans.changes.plans import PlanDetails, create_plan
from plans.changes.reviews import send_back_plan, submit_plan
from plans.changes.sampling import draw_sample
from plans.models import Level, Plan
from plans.periods import Period
from plans.queries.new_year import renewals
from pmmi.demo.desk import Desk
from risks.changes.risks import clear_objective

# Service, the reference and title of a division's plan, and its one objective so far.
_DIVISIONS = (
    ("Housing Services", "DP-HO", "Homelessness prevention division plan", "See every household at risk within 48 hours of its call"),
    ("Leisure Services", "DP-LE", "Pools and centres division plan", "Open every pool before work on weekdays"),
    ("Planning Services", "DP-PL", "Building control division plan", "Inspect every site within one working day of the call"),
    ("Customer Services", "DP-CS", "Contact centre division plan", "Answer nine in ten calls within a minute at all hours"),
)  # fmt: skip


def write_divisional_plans(desk: Desk, year: Period) -> None:
    """Begin them, one from the last, and draw those that are reviewed: each comes round within three years."""
    level = Level.objects.get(position=5)
    details = LevelDetails(name=level.name, guidance=level.guidance, sampled_over=3)
    edit_level(by=desk.actor("Alex Morgan"), at=desk.ago(60), level=level, details=details)
    chosen = [each for each in renewals(year) if each.plan.level_id == level.pk]
    _, _, entries = start_plans(chosen, on=london_day(desk.ago(50)), source=f"start of {year.label}")
    audit.record_many(by=desk.actor("Alex Morgan"), at=desk.ago(50), entries=entries)
    for division in _DIVISIONS:
        _begin(desk, level, year, *division)
    draw_sample(by=desk.actor("Alex Morgan"), at=desk.ago(30), level=level, year=year)
    _send_back(desk, Plan.objects.filter(sampled__isnull=False).exclude(ref__startswith="DP-WR").order_by("ref")[0])


def _begin(desk: Desk, level: Level, year: Period, service: str, ref: str, title: str, does: str) -> None:
    by, at, unit = desk.head(service), desk.ago(45), desk.organisation.services[service]
    ends_on, owner = date(year.start.year + 1, 3, 31), desk.organisation.officers[service]
    details = PlanDetails(
        level=level, ref=ref, title=f"{title} {year.label}", unit=unit, owner=owner, starts_on=year.start,
        ends_on=ends_on,
    )  # fmt: skip
    plan = create_plan(by=by, at=at, details=details)
    about = ObjectiveDetails(kind="objective", ref=f"{ref}-1", title=does, owner=owner)
    objective = create_objective(by=by, at=at, plan=plan, details=about)
    set_links(by=by, at=at, objective=objective, primary=desk.objectives[f"{service}/0"], on=london_day(at))
    clear_objective(by=by, at=at, objective=objective, why="Covered by the register of the service.")


def _send_back(desk: Desk, plan: Plan) -> None:
    by = desk.head(plan.unit.name)
    submit_plan(by=by, at=desk.ago(15), plan=plan, note="One objective so far: is this the right size?")
    remarks = "The objective is dated by nothing. Give it a first step and a measure that the team looks at each week."
    send_back_plan(by=desk.actor("Alex Morgan"), at=desk.ago(11), plan=plan, remarks=remarks)
