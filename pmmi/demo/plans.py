"""Plans, objectives, links and milestones, from two councils' published hierarchies.

Titles are the councils' own with the place's name changed; dates are moved to this year.
"""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

from accounts.models import Post
from plans.models import Level, Link, Milestone, MilestoneWait, Objective, Plan
from pmmi.demo.organisation import SERVICES, Organisation

DATA = Path(__file__).parent / "data"

# Priority of the corporate plan (as Halton's), and the services whose plans serve it first.
PRIORITIES = {
    "P1": ("A Healthy Exampleshire", "people", ("Adult Social Care", "Leisure Services")),
    "P2": ("Exampleshire's Urban Renewal", "place", ("Planning Services", "Waste and Recycling", "Environmental and Technical Services")),
    "P3": ("Children and Young People in Exampleshire", "people", ()),
    "P4": ("Employment, Learning and Skills in Exampleshire", "place", ("Economic Development",)),
    "P5": ("A Safer Exampleshire", "people", ("Safer Exampleshire Partnership", "Regulatory Services", "Housing Services", "Community Wellbeing")),
    "P6": ("Corporate Effectiveness and Efficient Service Delivery", "resources", ("Customer Services", "Finance, Revenues and Benefits", "Human Resources", "Internal Audit", "IT Services")),
}  # fmt: skip

# Area of focus, key objective or outcome beneath a priority: reference, kind, priority, title.
FOCUS = (
    ("AOF5", "focus", "P1", "Actively managing the environmental factors detrimental to health"),
    ("AOF33", "focus", "P6", "Properly structured and fit for purpose, decision makers supported with timely and accurate information"),
    ("P6-C", "outcome", "P6", "Translate vision and priorities into action and delivery"),
    ("P6-E", "outcome", "P6", "Improve continuously the quality of services"),
    ("OUT1", "outcome", "P1", "The diverse and growing population is healthy and active"),
    ("OUT2", "outcome", "P2", "Residents recycle more and throw away less"),
    ("OUT4", "outcome", "P4", "More people in work, and more new businesses that last"),
    ("OUT5", "outcome", "P5", "Community development and spaces encourage a cohesive and engaged community"),
)  # fmt: skip

# What each service's plan objective contributes to; the service's own priority where none is named.
OBJECTIVES = {
    "Waste and Recycling": (("Green development of our waste collection services", "OUT2"), ("Educate, enable and encourage residents to maximise their recycling", "OUT2")),
    "Planning Services": (("Decide planning applications in time and well", "P2"), ("Progress to adoption of the Local Plan", "P2")),
    "Housing Services": (("Prevent homelessness and find lasting homes", "P5"), ("Deliver affordable homes with partners", "P2")),
    "Economic Development": (("Support people into work and new businesses to last", "OUT4"), ("Sustain the viability of the town centre", "P2")),
    "Adult Social Care": (("Help people home from hospital without delay", "OUT1"),),
    "Leisure Services": (("Increase participation in sports, leisure and cultural activities", "OUT1"),),
    "Community Wellbeing": (("Deliver the financial hardship action plan", "OUT5"), ("Keep older people connected and mobile", "OUT1")),
    "Regulatory Services": (("Keep food, workplaces and homes safe", "AOF5"),),
    "Safer Exampleshire Partnership": (("Reduce violence and antisocial behaviour", "P5"),),
    "Customer Services": (("Answer customers quickly and get it right first time", "P6-E"),),
    "Finance, Revenues and Benefits": (("Collect what is due and pay what is owed on time", "P6-E"), ("Decide benefit claims quickly and correctly", "OUT5")),
    "Human Resources": (("A healthy, well supported workforce", "P6-C"),),
    "Internal Audit": (("Give timely assurance to members and managers", "AOF33"),),
    "IT Services": (("Reliable systems and quick help", "P6-E"),),
    "Environmental and Technical Services": (("Clean streets and reliable collections", "OUT2"),),
}  # fmt: skip

# Actions with titles and progress as Bracknell Forest printed them: service, objective number, reference in the data
# file, and how they stand (invented).
ACTIONS = (
    ("Planning Services", 1, "BF19-A2.01.01", "The inspector's changes were consulted on in the summer; the plan comes to full council for adoption in spring."),
    ("Planning Services", 0, "BF19-A2.01.02", "The first draft is with the housing forum. Completion is forecast six months later than planned."),
    ("Economic Development", 1, "BF19-A2.02.02", "On hold until the market for shops recovers; the developer reports again in January."),
    ("Leisure Services", 0, "BF19-A4.01.01", "Two new walking groups and a swimming pass for families began in the summer."),
    ("Adult Social Care", 0, "BF19-A4.01.02", "Eleven of the twelve actions are done; the last depends on the health board's grant."),
    ("Community Wellbeing", 0, "BF19-A4.01.04", "Advice is given in three more community centres; the fund for the winter opens in November."),
    ("Regulatory Services", 0, "BF19-A5.01.05", "All nine parishes have signed the agreement about the land in their care."),
    ("Environmental and Technical Services", 0, "BF19-A5.01.07", "The agreement is with both parties' solicitors."),
    ("Waste and Recycling", 0, "BF19-A5.02.01", "1,220 flats have food waste collections."),
    ("Waste and Recycling", 1, "BF19-A5.02.02", "Advisers have visited 31 of 40 estates with low recycling."),
)  # fmt: skip
# Invented ones, so that every state of a milestone can be seen: service, title, state, per cent, days from today, slip.
INVENTED = (
    ("Housing Services", "Open the family assessment centre", "in_progress", 35, 20, 60),
    ("Customer Services", "Move web chat to the new platform", "not_started", 0, -12, 0),
    ("IT Services", "Replace the data centre's cooling", "on_hold", 40, 45, 0),
    ("Human Resources", "Publish the workforce plan", "complete", 100, -30, 0),
    ("Internal Audit", "Peer assessment of the audit service", "cancelled", 10, 70, 0),
    ("Waste and Recycling", "Roll out food waste collections to flats", "in_progress", 55, 35, 0),
    ("Finance, Revenues and Benefits", "Online application for council tax support", "in_progress", 80, 50, 0),
)
# What waits for what (the first cannot come out as planned), and what counts for more than one.
WAITS = (("M16", "M09"), ("M10", "M16"))
WEIGHTS = {"M09": 3, "M16": 2}
REASONS = {"on_hold": "The supplier has gone into administration; a new tender is out.", "cancelled": "Joined with the neighbouring councils' review next year."}  # fmt: skip


def make_plans(organisation: Organisation, *, levels: list[Level], year: int, now: datetime) -> dict[str, Objective]:
    """All plans of the demo council; returns the objectives by reference. ``year`` is when the plan year begins."""
    by_name = {level.position: level for level in levels}
    posts, made = organisation.posts, {}
    long_plan = _plan(
        level=by_name[1],
        ref="SCS",
        title=f"Exampleshire Sustainable Community Strategy {year - 5} to {year + 10}",
        unit=organisation.council,
        owner=posts["leader"],
        years=(year - 5, year + 10),
        approved_on=date(year - 5, 3, 10),
        purpose="What partners in the area want to have achieved in the long run. After Halton's strategy of 2011.",
    )
    corporate = _plan(
        level=by_name[3],
        ref="CP",
        title=f"Corporate Plan {year - 1} to {year + 3}",
        unit=organisation.council,
        owner=posts["chief"],
        years=(year - 1, year + 3),
        approved_on=date(year - 1, 2, 24),
        purpose="The council's own contribution to the community strategy. After Halton's corporate plan.",
    )
    _priorities(made, long_plan, corporate, posts, year)
    for spec in SERVICES:
        _service_plan(made, organisation, spec.name, by_name[4], year)
    _lower_plans(made, organisation, by_name, year)
    _milestones(made, organisation, now)
    return made


def _plan(*, years: tuple[int, int], **about: object) -> Plan:
    """An approved plan that runs from April of one year to March of another."""
    first, last = years
    return Plan.objects.create(state="approved", starts_on=date(first, 4, 1), ends_on=date(last, 3, 31), **about)


def _priorities(
    made: dict[str, Objective], long_plan: Plan, corporate: Plan, posts: dict[str, Post], year: int
) -> None:
    for number, (ref, (title, owner, _)) in enumerate(PRIORITIES.items(), 1):
        shared = Objective.objects.create(
            plan=long_plan, kind="objective", ref=f"S{ref}", title=title, owner=posts[owner], position=number
        )
        made[ref] = Objective.objects.create(
            plan=corporate, kind="priority", ref=ref, title=title, owner=posts[owner], position=number
        )
        Link.objects.create(child=made[ref], parent=shared, made_on=date(year - 1, 1, 12))
    for number, (ref, kind, priority, title) in enumerate(FOCUS, 1):
        owner = posts[PRIORITIES[priority][1]]
        made[ref] = Objective.objects.create(
            plan=corporate, kind=kind, ref=ref, title=title, owner=owner, position=10 + number
        )
        Link.objects.create(child=made[ref], parent=made[priority], made_on=date(year - 1, 1, 12))


def _service_plan(
    made: dict[str, Objective], organisation: Organisation, service: str, level: Level, year: int
) -> None:
    code = "".join(word[0] for word in service.split() if word[0].isupper())
    code = {"IS": "IT"}.get(code, code)
    head = organisation.heads[service]
    plan = _plan(
        level=level,
        ref=f"SP-{code}",
        title=f"{service} service plan",
        unit=organisation.services[service],
        owner=head,
        years=(year - 1, year + 1),
        approved_on=date(year - 1, 3, 18),
    )
    priority = next(ref for ref, (_, _, services) in PRIORITIES.items() if service in services)
    for number, (title, parent) in enumerate(OBJECTIVES[service]):
        objective = Objective.objects.create(
            plan=plan, kind="objective", ref=f"{code}{number + 1}", title=title, owner=head, position=number
        )
        made[f"{service}/{number}"] = objective
        # One link made after approval, one objective left unlinked: what the thread's health is there to find.
        made_on = date(year - 1, 6, 2) if service == "Leisure Services" else date(year - 1, 2, 20)
        if service == "Internal Audit":
            continue
        Link.objects.create(child=objective, parent=made[parent], made_on=made_on)
        if made[parent].ref != priority and number:
            Link.objects.create(child=objective, parent=made[priority], is_primary=False, made_on=made_on)


def _lower_plans(made: dict[str, Objective], organisation: Organisation, levels: dict[int, Level], year: int) -> None:
    """A divisional and a team plan beneath waste, so that the thread can be walked to the people who do the work."""
    above, officer = made["Waste and Recycling/1"], organisation.officers["Waste and Recycling"]
    for position, ref, title, objective_ref, objective in (
        (5, "DP-WR", "Recycling division plan", "WR-D1", "Visit every estate with low recycling"),
        (6, "TP-WR", "Recycling advisers team plan", "WR-T1", "Knock on 4,000 doors by March"),
    ):
        plan = _plan(
            level=levels[position],
            ref=ref,
            title=title,
            unit=organisation.services["Waste and Recycling"],
            owner=officer,
            years=(year, year + 1),
            approved_on=date(year, 3, 30),
        )
        kind = "task" if position == 6 else "objective"
        below = Objective.objects.create(plan=plan, kind=kind, ref=objective_ref, title=objective, owner=officer)
        Link.objects.create(child=below, parent=above, made_on=date(year, 3, 25))
        made[objective_ref] = above = below
    _stands_twice(made, officer, year)


def _stands_twice(made: dict[str, Objective], officer: Post, year: int) -> None:
    """The division and its team each set out to do the same, for the thread's health to find."""
    for beneath, ref, title, parent in (
        ("WR-D1", "WR-D2", "Bring down complaints about missed bins", made["Waste and Recycling/0"]),
        ("WR-T1", "WR-T2", "Bring down the complaints about missed bins", made["WR-D1"]),
    ):
        twin = Objective.objects.create(
            plan=made[beneath].plan, kind=made[beneath].kind, ref=ref, title=title, owner=officer, position=1
        )
        Link.objects.create(child=twin, parent=parent, made_on=date(year, 3, 25))
        made[ref] = twin


def _milestones(made: dict[str, Objective], organisation: Organisation, now: datetime) -> None:
    with (DATA / "plan_hierarchy.csv").open(encoding="utf-8", newline="") as file:
        published = {row["id"]: row for row in csv.DictReader(file)}
    today = now.date()
    rows = []
    for number, (service, position, source, narrative) in enumerate(ACTIONS, 1):
        row, percent = published[source], int(published[source]["percent_complete"])
        due = today + timedelta(days=100 + number)
        title, state = row["title"].partition(" targeted for ")[0], "complete" if percent == 100 else "in_progress"
        rows.append((f"{service}/{position}", title, state, percent, due, due, narrative))
    for service, title, state, percent, days, slip in INVENTED:
        due = today + timedelta(days=days)
        rows.append((f"{service}/0", title, state, percent, due, due - timedelta(days=slip), ""))
    for number, (objective, title, state, percent, due, first_due, narrative) in enumerate(rows, 1):
        starts = min(date(today.year if today.month >= 4 else today.year - 1, 4, 1), first_due)
        Milestone.objects.create(
            objective=made[objective],
            ref=f"M{number:02}",
            title=title,
            owner=organisation.heads[objective.split("/")[0]],
            starts_on=starts,
            due_on=due,
            first_due_on=first_due,
            completed_on=min(due, today) if state == "complete" else None,
            percent_complete=percent,
            state=state,
            narrative=narrative,
            reason=REASONS.get(state, ""),
            weight=WEIGHTS.get(f"M{number:02}", 1),
            updated_at=now - timedelta(days=9),
        )
    steps = {each.ref: each for each in Milestone.objects.all()}
    for milestone, other in WAITS:
        MilestoneWait.objects.create(milestone=steps[milestone], waits_for=steps[other])
    late = steps["M16"]
    late.support.create(
        text="The second lorry comes only in March. Could another depot lend us one until then?",
        asked_of=late.owner.reports_to or organisation.posts["chief"],
        asked_at=now - timedelta(days=3),
    )
