"""A small council with everything in it twice: what belongs to one's own service and committee, and the like of others.

Built through the models, so that it can stand in any state. Every route has an object here to be asked about.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Appointment, Identity, Move, Notice, Post, Reorganisation, Unit, User, Watch
from accounts.roles import Permission, Role
from api.models import Delivery, Token, Webhook
from benchmarks.models import Lesson
from breakdowns.models import Dimension
from breakdowns.rules.entry import GroupEntry
from catalogues.models import Catalogue, Entry
from edr.models import Signature
from edr.workflow import STAGES
from feedback.models import Theme
from foundation.models import OutboxMessage
from foundation.versions import first_values
from indicators.imports.figures.plan import plan_import
from indicators.models import (
    Commentary,
    Formula,
    ImportBatch,
    Indicator,
    IndicatorSet,
    Observation,
    OwnForecast,
    RatingRule,
    Return,
    Scheme,
)
from money.models import BudgetLine, StaffShare
from plans.models import Level, Milestone, MilestoneWait, Objective, Plan, PlanTimetable, SupportRequest, Tag
from plans.periods import Frequency, Period
from reporting import audiences, snapshots
from reporting.models import Cycle, Merge, Reminder, Report, ReportFile, RollOver, Run, Sharing
from risks.models import Risk
from scrutiny.models import Meeting, MeetingAction, Pack, PackFile, PackItem, PackQuestion, Remit
from scrutiny.packs.contents import build
from scrutiny.packs.pack_versions import Figures, read_full, read_public
from search.models import Synonym
from tests.architecture.markers import words_of
from tests.conftest import NOW
from tests.factories import (
    AppointmentFactory,
    ChallengeFactory,
    CycleFactory,
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ObservationFactory,
    PlanCommentFactory,
    PlanFactory,
    PlanReviewFactory,
    PlanSectionFactory,
    PlanTimetableFactory,
    PostFactory,
    QuestionFactory,
    RatingRuleFactory,
    ReturnFactory,
    SchemeFactory,
    TagFactory,
    UnitFactory,
    UserFactory,
    period_target,
)
from tests.factories.assurance import CertificateFactory, EvidenceFactory, SampledFactory
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, GroupFactory, LessonFactory, published
from tests.factories.breakdowns import ENTERED, BreakdownFactory, DimensionFactory, fill
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
from tests.factories.feedback import AttachmentFactory, ConsultationFactory, RecordFactory
from tests.factories.indicators import Q2, RecoveryActionFactory
from tests.factories.money import BudgetLineFactory, ShareFactory, ledger_month, staff_month
from tests.factories.reporting import ReportFactory, RunFactory
from tests.factories.risks import (
    ClearanceFactory,
    ControlFactory,
    MitigationFactory,
    RegisterFactory,
    RiskFactory,
    assess,
)
from tests.factories.summing import SummingChoiceFactory, weigh
from tests.factories.target_decisions import (
    AGREED,
    NEXT,
    ConsultedFactory,
    ProposalFactory,
    ProposedYearFactory,
    TargetQuestionFactory,
)

AT = datetime(2026, 10, 12, 9, tzinfo=UTC)
STRANGER = "stranger"
# Everybody who may knock: the twelve roles and somebody who has not signed in.
IDENTITIES = (STRANGER, *(role.value for role in Role))
STATES = ("due", "draft", "submitted", "sent_back", "approved", "missing")
UPLOAD = b"indicator_ref,indicator,period,actual\nOU0,Ours service: due,2026/27 Q1,81\n"
# Figures that nobody but the service, and those who read drafts, may see.
UNAPPROVED = {"Ours": Decimal("61.7"), "Theirs": Decimal("62.7"), "Partners": Decimal("63.7")}
WORDS = {"happened": "Fewer crews.", "why": "Sickness.", "action": "Hire two.", "outlook": "Better by March."}

# One chain of middleware for all requests: making it anew takes as long as most refusals.
_HANDLER = Client().handler


@dataclass(slots=True)
class Side:
    """One service and one committee with all that belongs to them."""

    name: str
    directorate: Unit
    service: Unit
    head: Post
    officer: Post
    committee: Unit
    plan: Plan
    priority: Objective
    objective: Objective
    milestone: Milestone
    measures: dict[str, Indicator] = field(default_factory=dict)
    figures: dict[str, Observation] = field(default_factory=dict)
    in_return: Return | None = None
    draft: Report | None = None
    released: Report | None = None
    withdrawn: Report | None = None
    second: Report | None = None  # the edition after it, released and in no pack
    meeting: Meeting | None = None
    action: MeetingAction | None = None
    pack: Pack | None = None
    published: Pack | None = None
    items: dict[str, PackItem] = field(default_factory=dict)
    question: PackQuestion | None = None
    remit: Remit | None = None
    rule: RatingRule | None = None
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def measure(self) -> Indicator:
        return self.measures["approved"]

    def typed(self, state: str) -> str:
        """A figure as forms name it: its number and version."""
        figure = self.figures[state]
        return f"{figure.pk}:{figure.version}"


@dataclass(slots=True)
class World:
    council: Unit
    ours: Side
    theirs: Side
    partners: Side
    cycle: Cycle
    earlier: Cycle
    run: Run
    failed_run: Run
    level: Level
    timetable: PlanTimetable
    sampled: Level
    tag: Tag
    measure_set: IndicatorSet
    rule: RatingRule
    scheme: Scheme
    batch: ImportBatch
    matching: ImportBatch
    applied: ImportBatch
    year: RollOver
    started: RollOver
    sharing: Sharing
    reorganisation: Reorganisation
    reorganised: Reorganisation
    person: User
    disabled: User
    appointment: Appointment
    synonym: Synonym
    token: Token
    catalogue: Catalogue
    entry: Entry
    delivery: Delivery
    users: dict[str, User]
    cookies: dict[str, dict[str, str]]
    shown: dict[Hashable, dict[str, list[str]]] = field(default_factory=dict)  # what forms hold: see sweep.typed
    pages: dict[tuple[str, str], Any] = field(default_factory=dict)  # what somebody reads there: see sweep.look

    def side(self, name: str) -> Side:
        return {"ours": self.ours, "theirs": self.theirs, "partners": self.partners}[name]

    def client(self, identity: str, **options: Any) -> Client:
        """A browser in which that person has signed in."""
        client = Client(**options)
        if not options:
            client.handler = _HANDLER
        for name, value in self.cookies[identity].items():
            client.cookies[name] = value
        return client


def build_world() -> World:
    """The council. Call inside a transaction that is rolled back at the end."""
    council = UnitFactory(name="Exampleshire", kind="council")
    level = LevelFactory(name="Service plan", is_reported=True)
    rule = RatingRuleFactory(reason="The council's own.")
    earlier = CycleFactory(period=Q2.previous(), **_EARLIER)
    cycle = CycleFactory(opened_at=AT)
    run, failed = RunFactory(cycle=cycle, state="done"), RunFactory(cycle=earlier, state="failed", reason="It stopped.")
    measure_set = IndicatorSet.objects.create(name="National indicators", description="What government asks for.")
    sides = {name: _side(council, name) for name in ("ours", "theirs")}
    sides["partners"] = _side(council, "partners", kind="partner")
    users = _users(council, sides)
    entry = EntryFactory(title="What everybody measures", title_check="not checked against a stored source")
    for side in sides.values():
        _measures(side, users)
        side.measure.sets.add(measure_set)
        note = words_of("EntryMapping", side.name)
        side.extras["mapping"] = EntryMappingFactory(entry=entry, measure=side.measure, note=note)
        side.extras |= {**_quality(side, users), **_feedback(side, users)}
    _crossings(sides, users)
    _benchmarks(sides)
    staff_month(*((side.service, "12.5", "11") for side in sides.values()))
    ledger_month(*((side.extras["line"], "41000", "131000") for side in sides.values()))
    live = snapshots.gather(Q2, at=AT)
    made = {order.key: snapshots.make(order, live) for order in audiences.orders(Q2)}
    for side in sides.values():
        _reports(side, made, cycle, earlier, run, users)
        _committee(side, users)
    appointment = AppointmentFactory(user__name="Sam Spare", post__title="Spare post", post__unit=council)
    plan = plan_import(UPLOAD, "q1.csv", today=AT.date())
    for name in reversed(sides):
        batch = ImportBatch.objects.create(
            filename=f"{words_of('ImportBatch', name)}.csv", content=UPLOAD, created_by=users["administrator"],
            created_at=AT, plan_digest=plan.digest, summary=plan.summary,
        )  # fmt: skip
    Reminder.objects.create(
        cycle=cycle, to=users["data_officer"], day=date(2026, 10, 12),
        lines=[{"text": "Enter figures", "path": "/indicators/returns/", "because": "hold the post"}],
    )  # fmt: skip
    world = World(
        council=council, **sides, cycle=cycle, earlier=earlier, run=run, failed_run=failed, level=level,
        timetable=PlanTimetableFactory(level=level), sampled=_sampled(sides), tag=_tag(sides),
        measure_set=measure_set, rule=rule, scheme=SchemeFactory(name="Not used yet"), batch=batch,
        matching=_matching(users["administrator"]),
        applied=_applied(users["administrator"]),
        year=_year(users, Q2.year.next()), started=_year(users, Q2.year, state="done", done_at=AT),
        sharing=share_more(sides["partners"].service),
        **_reorganisations(sides, users),
        person=appointment.user, disabled=UserFactory(name="Dee Disabled", is_active=False), appointment=appointment,
        synonym=Synonym.objects.create(typed="rubbish", means="service"), catalogue=entry.catalogue, entry=entry,
        users=users, cookies={}, token=token_of(users["administrator"], sides["ours"].extras["lead"]),
        delivery=_delivery(users["administrator"]),
    )  # fmt: skip
    _merged(sides)
    Identity.objects.create(colour="#12305c", crest=picture(), is_set_up=True)
    _notices(world)
    _team(sides["ours"], users)
    for side in sides.values():
        _reviews(side, users["human_resources"])
    _history(world)
    world.cookies = {name: _cookies(users.get(name)) for name in IDENTITIES}
    return world


def token_of(maker: User, post: Post, number: int = 0) -> Token:
    """A token of another system that acts as the post."""
    return Token.objects.create(
        name=f"System {number}", post=post, scopes=["measures:read"], digest=f"digest {number}", made_by=maker,
        made_at=AT, expires_at=datetime(2027, 3, 31, tzinfo=UTC), last_used_at=AT,
    )  # fmt: skip


def _delivery(maker: User) -> Delivery:
    webhook = Webhook.objects.create(
        address="https://hooks.exampleshire.example/", kinds=["report.released"], salt="salt", made_by=maker, made_at=AT
    )
    return deliver_more(webhook)


def deliver_more(webhook: Webhook) -> Delivery:
    """One message that a webhook took."""
    sent = OutboxMessage.objects.create(
        channel="webhook", message_id=f"<{webhook.deliveries.count()}.{webhook.pk}>", to=[webhook.address],
        subject="report.released", created_at=AT, sent_at=AT, attempts=1,
    )  # fmt: skip
    return webhook.deliveries.create(kind="report.released", body="{}", made_at=AT, message=sent, answered=204)


def share_more(partner: Unit, number: int = 0) -> Sharing:
    """One measure, objective and risk of the council's own that a partner is shown; the row of the measure."""
    objective = ObjectiveFactory(title=f"Shared aim {number}", plan__state="approved")
    common = {"partner": partner, "shared_on": AT.date()}
    Sharing.objects.create(objective=MilestoneFactory(objective=objective).objective, **common)
    Sharing.objects.create(risk=RiskFactory(title=f"Shared threat {number}"), **common)
    return Sharing.objects.create(measure=IndicatorFactory(name=f"Shared measure {number}"), **common)


def _sampled(sides: dict[str, Side]) -> Level:
    """A level of which a sample is reviewed, and plans to draw from."""
    level = LevelFactory(name="Divisional plan", sampled_over=3)
    for name in ("ours", "theirs"):
        PlanFactory(level=level, unit=sides[name].service, state="draft", approved_on=None)
    return level


def _year(users: dict[str, User], year: Period, **fields: Any) -> RollOver:
    by = users["administrator"]
    told = {"counts": {"targets": 1}} if fields else {}
    return RollOver.objects.create(
        year=year, created_by=by, created_at=AT, done_by=by if fields else None, told=told, **fields
    )


def _reorganisations(sides: dict[str, Side], users: dict[str, User]) -> dict[str, Reorganisation]:
    """One that is prepared, and one that was applied this morning and can be taken back."""
    ours, theirs, by = sides["ours"], sides["theirs"], users["administrator"]
    chosen = {"units": [], "posts": [ours.extras["lead"].pk], "into": None, "name": "", "also": []}
    chosen["successor"] = theirs.extras["lead"].pk
    common = {"kind": "hand_over", "starts_on": date(2026, 10, 1), "why": "Cabinet decided it.", "chosen": chosen}
    common |= {"created_by": by, "created_at": AT}
    prepared = Reorganisation.objects.create(told={"title": "What the lead owns"}, **common)
    told = {"title": "The measure", "counted": ["1 measure as data provider"], "effects": ["Nothing."], "stays": []}
    done_at = datetime(2026, 10, 14, 8, tzinfo=UTC)
    done = Reorganisation.objects.create(told=told, state="done", done_by=by, done_at=done_at, **common)
    measure = ours.measures["missing"]
    Move.objects.create(
        reorganisation=done, kind="indicators.indicator", key=measure.pk, field="data_provider", was=str(ours.head.pk),
        became=str(measure.data_provider_id), starts_on=done.starts_on,
    )  # fmt: skip
    return {"reorganisation": prepared, "reorganised": done}


def picture() -> bytes:
    """The least that is a crest."""
    made = BytesIO()
    Image.new("RGB", (4, 4), "#12305c").save(made, "PNG")
    return made.getvalue()


_EARLIER = {
    "opens_on": date(2026, 7, 1), "due_on": date(2026, 7, 20), "late_after": date(2026, 7, 22),
    "approval_due_on": date(2026, 7, 27), "locks_on": date(2026, 8, 3), "management_team_on": date(2026, 8, 10),
    "cabinet_on": date(2026, 8, 24), "scrutiny_on": date(2026, 9, 3), "opened_at": datetime(2026, 7, 1, tzinfo=UTC),
}  # fmt: skip


def _side(council: Unit, name: str, *, kind: str = "department") -> Side:
    title = name.capitalize()
    directorate = UnitFactory(name=f"{title} directorate", kind="directorate", parent=council)
    service = UnitFactory(name=f"{title} service", kind=kind, parent=directorate)
    head = PostFactory(title=f"Head of {name}", unit=service, role="approver")
    officer = PostFactory(title=f"Officer of {name}", unit=service, role="data_officer", reports_to=head)
    committee = UnitFactory(name=f"{title} committee", kind="committee", parent=council)
    corporate = PlanFactory(level__name="Corporate plan", ref=f"CP-{title}", title="Corporate plan", unit=directorate)
    priority = ObjectiveFactory(plan=corporate, kind="priority", ref=f"P-{title}", owner=head)
    plan = PlanFactory(
        level__name="Service plan", ref=f"SP-{title}", title=f"{title} plan", unit=service, owner=head,
        purpose=words_of("Plan", name),
    )  # fmt: skip
    objective = ObjectiveFactory(plan=plan, ref=f"O-{title}", title=words_of("Objective", name), owner=head)
    LinkFactory(child=objective, parent=priority)
    challenge = ChallengeFactory(objective=priority, outcome=words_of("PriorityChallenge", name))
    UnitFactory(name=words_of("Unit", name), kind="team", parent=service)
    lead = PostFactory(title=words_of("Post", name), unit=service)
    milestone = MilestoneFactory(
        objective=objective, ref=f"M-{title}", title=words_of("Milestone", name), owner=lead,
        narrative=f"Narrative of {name}",
    )  # fmt: skip
    support = SupportRequest.objects.create(
        milestone=milestone, text=words_of("SupportRequest", name), asked_of=head, asked_at=AT, answered_at=AT
    )  # fmt: skip
    side = Side(name, directorate, service, head, officer, committee, plan, priority, objective, milestone)
    side.extras = {
        **_private_plan(side, name),
        "lead": lead,
        "support": support,
        "challenge": challenge,
        **_risks(side, name),
        "line": _money(side, name),
    }
    return side


def _private_plan(side: Side, name: str) -> dict[str, Any]:
    """The officer's own plan, whose words only the officer and the head of service may read."""
    words, level = f"PRIVATE WORDS of {name}", LevelFactory(name="Individual EDR plan", is_private=True)
    plan = PlanFactory(level=level, ref=f"EDR-{name}", title=words, unit=side.service, owner=side.officer)
    objective = ObjectiveFactory(plan=plan, ref=f"EDR-O-{name}", title=words, owner=side.officer, kind="priority")
    LinkFactory(child=objective, parent=side.objective)
    milestone = MilestoneFactory(
        objective=objective, ref=f"EDR-M-{name}", title=words, narrative=words, owner=side.officer,
        due_on=date(2026, 10, 1),
    )  # fmt: skip
    return {"private_plan": plan, "private_objective": objective, "private_milestone": milestone}


def _risks(side: Side, name: str) -> dict[str, Any]:
    """A risk with all that belongs to it, an exempt one, a closed one, and an objective that was looked at."""
    register = RegisterFactory(name=words_of("Register", name), unit=side.service)
    common = {"register": register, "owner": side.head}
    risk = RiskFactory(ref=f"R-{name}", title=words_of("Risk", name), threatens=[side.objective], scores={}, **common)
    for kind, place in (("inherent", (4, 4)), ("current", (3, 4)), ("target", (2, 2))):
        assess(risk, kind, *place)
    risk.assessments.update(rationale=words_of("Assessment", name))
    RiskFactory(
        ref=f"RX-{name}", title=f"EXEMPT RISK of {name}", threatens=[side.objective], is_exempt=True,
        exempt_paragraph=3, exempt_reason=f"EXEMPT RISK of {name}", register=register,
        owner=PostFactory(unit=side.service),  # nobody's: who reads it does so by right
    )  # fmt: skip
    calm = ObjectiveFactory(plan=side.plan, ref=f"OC-{name}", owner=side.head)
    ClearanceFactory(objective=calm, why=words_of("Clearance", name))
    return {
        "register": register,
        "risk": risk,
        "exempt_risk": Risk.objects.get(ref=f"RX-{name}"),
        "calm": calm,
        "control": ControlFactory(risk=risk, text=words_of("Control", name), owner=side.head),
        "mitigation": MitigationFactory(risk=risk, title=words_of("Mitigation", name), owner=side.head),
    }


def _money(side: Side, name: str) -> BudgetLine:
    """A budget line that serves the objective; the month that tells of it is the whole council's."""
    line = BudgetLineFactory(code=f"B-{name}", name=words_of("BudgetLine", name), unit=side.service)
    ShareFactory(line=line, objective=side.objective, percent=60)
    StaffShare.objects.create(unit=side.service, objective=side.objective, percent=60)
    return line


def _benchmarks(sides: dict[str, Side]) -> None:
    """A measure of each side that others publish too, and what comparing it led to; councils and a group for all."""
    councils = [CouncilFactory(name=f"Council {name}", region="North") for name in "EABCD"]
    councils[0].is_own = True
    councils[0].save()
    group = GroupFactory(name="Councils like ours")
    group.members.set(councils)
    for side in sides.values():
        measure = ComparedMeasureFactory(
            code=f"CM-{side.name}", title=words_of("ComparedMeasure", side.name), indicator=side.measure
        )
        # Nobody published a figure of ours for theirs, so that our own outturn is looked for.
        told = councils[1:] if side.name == "theirs" else councils
        published(measure, dict(zip(told, "12345", strict=False)))
        lesson: Lesson = LessonFactory(measure=measure, council=councils[1], asked=words_of("Lesson", side.name))
        side.extras |= {"compared": measure, "lesson": lesson, "council": councils[1], "group": group}


def _quality(side: Side, users: dict[str, User]) -> dict[str, Any]:
    """The certificate of the measure with what it rests on, one that stood before it, and the measure in a sample."""
    by, name = users["auditor"], side.name
    common = {"indicator": side.measure, "checked_by": by, "limitations": words_of("Certificate", name)}
    certificate = CertificateFactory(**common)
    certificate.dimensions.update(words=words_of("Judged", name))
    CertificateFactory(**common, is_current=False)
    evidence = EvidenceFactory(certificate=certificate, about=words_of("Evidence", name), added_by=by)
    found = {"finding": "right", "words": words_of("Sampled", name), "found_by": by, "found_at": AT}
    sampled = SampledFactory(indicator=side.measure, sample__drawn_by=by, **found)
    return {"certificate": certificate, "evidence": evidence, "sampled": sampled}


def _feedback(side: Side, users: dict[str, User]) -> dict[str, Any]:
    """A story with a file, complaints and a concern of staff, which speak about the measure and the objective."""
    by, name = users["administrator"], side.name
    words, concern = words_of("Record", name), f"STAFF CONCERN of {name}"
    theme, _ = Theme.objects.get_or_create(name="Missed bins")
    common = {"unit": side.service, "themes": [theme], "recorded_by": by}
    about = {"measures": [side.measure], "objectives": [side.objective]}
    story = RecordFactory(kind="story", title=words, words=words, **common, **about)
    RecordFactory(title=words, count=7, **common, **about)
    private = RecordFactory(kind="concern", title=concern, words=concern, source=concern, **common, **about)
    file = AttachmentFactory(record=story, about=words_of("Attachment", name), added_by=by)
    took = ConsultationFactory(measure=side.measure, how=words_of("Consultation", name), recorded_by=by)
    ConsultationFactory(measure=None, objective=side.objective, how=took.how, recorded_by=by)
    return {"story": story, "concern": private, "attachment": file, "theme": theme, "consultation": took}


def _team(ours: Side, users: dict[str, User]) -> None:
    """Human resources report to the administrator, who reads their review for the post, not for the role."""
    held = {role: users[role].appointments.get().post for role in ("administrator", "human_resources")}
    Post.objects.filter(pk=held["human_resources"].pk).update(reports_to=held["administrator"])
    review = ReviewFactory(person=users["human_resources"], post=held["human_resources"], held=False)
    sign_stages(ReviewObjectiveFactory(review=review).review, manager=users["administrator"], stages=STAGES)
    ours.extras["team_review"] = review


def _reviews(side: Side, hr: User) -> None:
    """The officer's reviews of three years: in draft, with objectives agreed, with the mid-year signed. Read by the
    officer and the head of service alone.
    """
    name, person, signer = side.name, side.extras["person"], UserFactory(name=f"Signer of {side.name}")
    for number, key in enumerate(("review", "agreed_review", "mid_review")):
        about = {"post": side.officer, "year": YEAR.previous(number), "notes": words_of("Review", name)}
        review = side.extras[key] = ReviewFactory(person=person, held=False, **about)
        objective = ReviewObjectiveFactory(
            review=review, title=words_of("ReviewObjective", name), serves=side.objective, due_on=review.year.end
        )
        need = DevelopmentNeedFactory(review=review, need=words_of("DevelopmentNeed", name))
        side.extras |= {f"{key}_objective": objective, f"{key}_need": need}
        sign_stages(review, manager=signer, stages=STAGES[:number])
        StatementFactory(review=review, text=words_of("Statement", name), objective=objective)
        BreakGlassFactory(review=review, by=hr, reason=words_of("BreakGlass", name), **_OVER)
        Signature.objects.create(
            review=review, stage="objectives", side="manager", signed_by=hr, signed_at=AT, taken_back_at=AT,
            taken_back_by=hr, taken_back_why=words_of("Signature", name),
        )  # fmt: skip


def _merged(sides: dict[str, Side]) -> None:
    """An objective of each side that became part of the side's own."""
    for name, side in sides.items():
        merged = ObjectiveFactory(plan=side.plan, owner=side.head, merged_into=side.objective)
        Merge.objects.create(kept=side.objective, merged=merged, why=words_of("Merge", name), on=AT.date())
        side.extras["merged"] = merged


def _applied(who: User) -> ImportBatch:
    """An import that can still be taken back."""
    nothing = {"made": {}, "changed": {}, "gone": {}}
    return ImportBatch.objects.create(
        filename="applied.csv", content=b"", created_by=who, created_at=AT, state="applied", applied_at=NOW,
        decided_by=who, decided_at=AT, summary={"counts": {"new": 1}}, done=nothing,
    )  # fmt: skip


def _matching(who: User) -> ImportBatch:
    """An uploaded file, whose columns nobody has said yet."""
    table = (("Ref", "KPI", "Period", "Outturn"), ("HS99", "Homes", "2026/27 Q1", "21"))
    rows = {str(line): dict(enumerate(row)) for line, row in enumerate(table, 1)}
    sheet = {"name": None, "rows": rows, "merged": [], "count": 2}
    content = "\n".join(",".join(row.values()) for row in rows.values())
    return ImportBatch.objects.create(
        filename="own.csv", content=content.encode(), created_by=who, created_at=AT, state="matching",
        summary={"counts": {}, "seen": [sheet]},
    )  # fmt: skip


def _tag(sides: dict[str, Side]) -> Tag:
    """A tag of a group that asks for balance: what everybody has carries it, and a second one nothing."""
    tag = TagFactory(name="Outward", group__name="Ways", group__is_balanced=True)
    TagFactory(name="Inward", group=tag.group)
    for side in sides.values():
        side.objective.tags.add(tag)
        side.measure.tags.add(tag)
    return tag


_OVER = {"from_at": AT - timedelta(days=9), "until_at": AT - timedelta(days=8)}


def _drafts(side: Side, users: dict[str, User]) -> None:
    """A plan that is being written, one that waits for its reviewer, and one that waits for approval."""
    for state in ("draft", "submitted", "signed_off"):
        plan = PlanFactory(
            level=side.plan.level, ref=f"{state[:2].upper()}-{side.plan.ref}", unit=side.service, owner=side.head,
            state=state, approved_on=None,
        )  # fmt: skip
        ClearanceFactory(objective=(objective := ObjectiveFactory(plan=plan, owner=side.head)))
        MilestoneFactory(objective=objective, owner=side.head)
        side.extras[f"{state}_plan"] = plan
        question = QuestionFactory(
            level=side.plan.level, unit=side.service, question=f"{words_of('SectionTemplate', side.name)} {state}?"
        )
        PlanSectionFactory(plan=plan, template=question, answer=words_of("PlanSection", side.name))
        side.extras["question"] = question
        side.extras["draft_question"] = side.extras.get("draft_question", question)
    given = {"outcome": "sent_back", "reviewed_at": AT, "remarks": "Say who does it."}
    back = PlanReviewFactory(plan=side.extras["draft_plan"], **given)
    back.items.create(position=1, key="x", words="Outcome", is_met=False, reason="There is none.")
    comment = {"plan": side.extras["draft_plan"], "text": words_of("PlanComment", side.name)}
    answered = {"answer": "Added.", "answered_at": AT}
    side.extras["draft_comment"] = PlanCommentFactory(**comment, **answered)
    member = users["councillor" if side.name == "ours" else "officer of theirs"]
    side.extras["own_comment"] = PlanCommentFactory(plan=side.extras["draft_plan"], by=member, **answered)
    side.extras["draft_plan"].follows = side.plan
    side.extras["draft_plan"].save()
    side.extras["draft_objective"] = side.extras["draft_plan"].objectives.get()
    PlanReviewFactory(plan=side.extras["submitted_plan"], note=words_of("PlanReview", side.name))
    review = PlanReviewFactory(plan=side.extras["signed_off_plan"], outcome="signed_off", reviewed_at=AT)
    review.items.create(position=1, key="x", words="Outcome", is_met=False, reason=words_of("ReviewItem", side.name))


def _crossings(sides: dict[str, Side], users: dict[str, User]) -> None:
    """What joins things of two sides: whoever may read one of them is not told of the other by it."""
    partners = sides["partners"]
    for name in ("ours", "theirs"):
        other = sides[name]
        LinkFactory(child=other.objective, parent=partners.objective, is_primary=False)
        LinkFactory(child=partners.objective, parent=other.priority, is_primary=False)
        other.measure.contributions.create(objective=partners.objective, made_on=date(2026, 2, 1))
        partners.measure.contributions.create(objective=other.objective, made_on=date(2026, 2, 1))
        colleague = users["officer of partners"]
        AppointmentFactory(post=other.extras["lead"], user=colleague, is_deputy=name == "theirs")
        AppointmentFactory(post=other.head, user=colleague, ends_on=date(2021, 3, 31))
    ours, theirs = sides["ours"].milestone, sides["theirs"].milestone
    for milestone, other in ((partners.milestone, ours), (ours, theirs), (theirs, MilestoneFactory())):
        MilestoneWait.objects.create(milestone=milestone, waits_for=other)
    _replace(partners.measures["due"], sides["ours"].measures["due"])
    _replace(sides["theirs"].measures["due"], partners.measures["due"])


def _replace(measure: Indicator, successor: Indicator) -> None:
    """Have another measure take its place one day."""
    measure.ends_on, measure.successor = date(2030, 3, 31), successor
    measure.save(update_fields=["ends_on", "successor"])


def own_address(identity: str) -> str:
    """The e-mail address that somebody signs in with."""
    return f"{identity}@mail.example"


def _users(council: Unit, sides: dict[str, Side]) -> dict[str, User]:
    """One person a role: those of a service and of a committee hold theirs in ours."""
    ours = sides["ours"]
    cabinet = UnitFactory(name="Cabinet", kind="cabinet", parent=council)
    places = {
        Role.ADMINISTRATOR: council, Role.DIRECTOR: ours.directorate, Role.CABINET_MEMBER: cabinet,
        Role.SCRUTINY_CHAIR: ours.committee, Role.SCRUTINY_MEMBER: ours.committee, Role.COUNCILLOR: council,
        Role.PARTNER: sides["partners"].service, Role.AUDITOR: council, Role.EMPLOYEE: sides["theirs"].service,
        Role.HUMAN_RESOURCES: council, Role.FINANCE: council,
    }  # fmt: skip
    posts = {role: PostFactory(title=f"The {role.value}", unit=unit, role=role.value) for role, unit in places.items()}
    posts |= {Role.APPROVER: ours.head, Role.DATA_OFFICER: ours.officer}
    users = {
        role.value: AppointmentFactory(
            post=post, user__name=f"The {role.value}", user__email=own_address(role.value)
        ).user
        for role, post in posts.items()
    }
    for name, side in sides.items():
        AppointmentFactory(post=side.extras["lead"], user__name=words_of("User", name))
    for name in ("theirs", "partners"):
        users[f"officer of {name}"] = AppointmentFactory(
            post=sides[name].officer, user__name=f"Of {name}", user__email=own_address(f"officer.{name}")
        ).user
        sides[name].extras["person"] = users[f"officer of {name}"]
    ours.extras["person"] = users["data_officer"]
    return users


def _measures(side: Side, users: dict[str, User]) -> None:
    """A return with a figure in every state, a proposed revision, and a year of history."""
    side.in_return = ReturnFactory(
        service=side.service, extended_to=AT + timedelta(days=30), extension_reason=words_of("Return", side.name)
    )
    entered = {"entered_by": users["officer of theirs"], "entered_at": AT}
    for number, state in enumerate((*STATES, "revised", "proposed")):
        measure = IndicatorFactory(
            ref=f"{side.service.name[:2].upper()}{number}", name=f"{side.service.name}: {state}", service=side.service,
            owner=side.head, data_provider=side.officer, approver=side.head, purpose=words_of("Indicator", side.name),
            dimension=("cost", "performance", "satisfaction")[number % 3],
        )  # fmt: skip
        side.measures[state] = measure
        measure.contributions.create(objective=side.objective, made_on=date(2026, 2, 1))
        measure.contributions.create(objective=side.extras["private_objective"], made_on=date(2026, 2, 1))
        period_target(measure, Q2, Decimal(90))
        for back in (1, 2, 3, 4):
            ObservationFactory(indicator=measure, period=Q2.previous(back), value=Decimal(88 + back))
        side.figures[state] = _figure(side, measure, state, entered)
    _drafts(side, users)
    side.measure.annual_targets.update(rationale=words_of("AnnualTarget", side.name))
    side.extras["target"] = side.measure.annual_targets.get()
    side.rule = RatingRuleFactory(
        indicator=side.measure, starts_on=date(2026, 4, 1), reason=words_of("RatingRule", side.name)
    )
    # It has rated nothing yet, so it can be taken back.
    side.extras["later_rule"] = RatingRuleFactory(indicator=side.measure, starts_on=date(2030, 4, 1), reason="Soon.")
    side.extras["break"] = side.measure.breaks.create(period=Q2.previous(3), note=words_of("SeriesBreak", side.name))
    side.extras["formula"] = _later_formula(side)
    side.extras["recovery"] = RecoveryActionFactory(
        indicator=side.measure, title=words_of("RecoveryAction", side.name), owner=side.head
    )
    side.extras["help"] = side.measure.help_asked.create(
        text=words_of("MeasureHelp", side.name), asked_of=side.head, asked_at=AT, answered_at=AT
    )
    OwnForecast.objects.create(
        indicator=side.measure, year=Q2.year, value=Decimal(91), basis=words_of("OwnForecast", side.name),
        confidence="low", said_at=AT,
    )  # fmt: skip
    side.extras |= _broken_down(side)
    side.extras |= _decisions(side)
    SummingChoiceFactory(objective=side.objective)
    SummingChoiceFactory(objective=side.priority, rule="majority")
    side.extras["later_weights"] = weigh(side.priority, {side.objective: 1}, starts_on=date(2031, 4, 1))
    side.extras["weights"] = weigh(side.objective, {side.measure: 3}, ends_on=date(2029, 3, 31))
    IndicatorSet.objects.create(name=words_of("IndicatorSet", side.name)).indicators.add(*side.measures.values())


def _later_formula(side: Side) -> Formula:
    """From next year on the measure is worked out from two others of its service."""
    formula = side.measure.formulas.create(
        number=1, first_period=Q2.next(4), text="[1] - [2]", why=words_of("Formula", side.name)
    )
    for number, state in ((1, "revised"), (2, "due")):
        formula.inputs.create(number=number, indicator=side.measures[state])
    return formula


def _broken_down(side: Side) -> dict[str, Any]:
    """The approved measure by ward: figures that stand, and a correction that waits with its reason."""
    # Dimensions are the whole council's, so their names say nothing of a side.
    dimension = DimensionFactory(name=f"Wards, {Dimension.objects.count() + 1}")
    ward, spare = (WardFactory(dimension=dimension, name=name) for name in ("Ward", "Spare ward"))
    made = BreakdownFactory(indicator=side.measure, dimension=dimension, adds_up=False)
    figure, more = side.figures["approved"], {"entered_at": ENTERED}
    fill(figure, made, {ward: GroupEntry(value=Decimal(60), denominator=Decimal(40))}, **more)
    late = {"entered_at": AT + timedelta(days=1), "revision": 2, "why": words_of("Sheet", side.name)}
    fill(figure, made, {ward: GroupEntry(value=Decimal(61), denominator=Decimal(40))}, **late)
    return {"dimension": dimension, "ward": ward, "spare_ward": spare, "breakdown": made}


def _decisions(side: Side) -> dict[str, Any]:
    """A target to be agreed, one that was questioned, and one that was agreed for a year that is over."""
    common = {"responsible": side.head, "reasons": words_of("Proposal", side.name), "proposed_by": None}
    ready = ProposalFactory(indicator=side.measure, first_year=NEXT.next(), **common)
    year = ProposedYearFactory(proposal=ready, value=Decimal(91), text=words_of("ProposedYear", side.name))
    for period in year.year.parts(Frequency.QUARTER):
        year.periods.create(period=period, numerator=91, denominator=100)
    ConsultedFactory(proposal=ready, how=words_of("Consulted", side.name))
    asked = ProposalFactory(indicator=side.measure, first_year=NEXT.next(2), stage="challenged", **common)
    ProposedYearFactory(proposal=asked, value=Decimal(92))
    question = TargetQuestionFactory(proposal=asked, question=words_of("TargetQuestion", side.name), asked_by=None)
    agreed = ProposalFactory(indicator=side.measure, first_year=NEXT.previous(2), **{**common, **AGREED})
    over = ProposedYearFactory(proposal=agreed, value=Decimal(85))
    return {"ready": ready, "asked": asked, "target_question": question, "agreed": agreed, "over": over}


def _figure(side: Side, measure: Indicator, state: str, entered: dict[str, Any]) -> Observation:
    common = {"indicator": measure, "in_return": side.in_return, **entered}
    if state in ("due", "missing"):
        return ObservationFactory(indicator=measure, in_return=side.in_return, state=state, value=None)
    if state == "revised":
        ObservationFactory(**common, state="superseded", is_current=False)
        again = {"revision": 2, "revision_reason": "A late batch.", "standing": "revised"}
        return ObservationFactory(**common, value=Decimal(93), **again)
    if state == "proposed":
        ObservationFactory(**common)
        again = {"revision": 2, "revision_reason": "A late batch.", "is_current": False, "submitted_at": AT}
        return ObservationFactory(
            **common, value=UNAPPROVED[side.service.name.split()[0]], state="submitted", approved_at=None, **again
        )
    words, values = {**WORDS, "happened": words_of("Commentary", side.name)}, {"approved_at": AT}
    if state != "approved":
        words = {**WORDS, "happened": f"UNAPPROVED WORDS of {side.service}"}
        values = {"approved_at": None, "value": UNAPPROVED[side.service.name.split()[0]]}
    extra = {"note_back": "Say why."} if state == "sent_back" else {}
    found = ObservationFactory(**common, state=state, evidence=words_of("Observation", side.name), **values, **extra)
    Commentary.objects.create(observation=found, **words, action_by=side.head, action_by_on=date(2026, 12, 1))
    return found


def _reports(
    side: Side, made: Mapping[Any, Any], cycle: Cycle, earlier: Cycle, run: Run, users: dict[str, User]
) -> None:
    """A draft of this quarter and a released report of the one before, each with its files."""
    document, facts = made[("service", "management_team", "plan", side.plan.pk, None)]
    about = {
        "kind": "service", "subject_type": "plan", "subject_id": side.plan.pk, "subject_name": side.plan.title,
        "unit": side.service, "document": document, "facts": facts,
    }  # fmt: skip
    side.draft = ReportFactory(cycle=cycle, run=run, title=f"Draft of {side.service}", **about)
    _files(side, side.draft)
    side.released = ReportFactory(
        cycle=earlier, run=run, title=f"{words_of('Report', side.name)}, {side.service}", **about
    )
    _files(side, side.released)
    Report._base_manager.filter(pk=side.released.pk).update(
        state="released", released_at=AT, released_by=users["administrator"]
    )
    side.released.refresh_from_db()
    first, second = (
        ReportFactory(
            cycle=earlier, run=run, title=f"Edition {n} of {side.service}", edition=n, audience="cabinet", **about
        )
        for n in (1, 2)
    )
    for report in (first, second):
        _files(side, report)
    released = {"released_at": AT, "released_by": users["administrator"]}
    Report._base_manager.filter(pk=second.pk).update(state="released", **released)
    Report._base_manager.filter(pk=first.pk).update(
        state="withdrawn", **released, withdrawn_at=AT, withdrawn_why="It was the wrong quarter."
    )
    side.withdrawn, side.second = first, second


def _files(side: Side, report: Report) -> None:
    for file_format in ("pdf", "xlsx"):
        content = f"{file_format} of {report.title}. {words_of('ReportFile', side.name)}".encode()
        ReportFile.objects.create(report=report, format=file_format, content=content, checksum="0" * 64)


def _committee(side: Side, users: dict[str, User]) -> None:
    """A committee with a remit, a meeting past and to come, a pack in hand and a published one."""
    side.remit = Remit.objects.create(committee=side.committee, service=side.service)
    held = Meeting.objects.create(
        committee=side.committee, held_at=datetime(2026, 9, 3, 18, tzinfo=UTC), place=words_of("Meeting", side.name)
    )
    side.extras["held"] = held
    side.action = MeetingAction.objects.create(meeting=held, text=words_of("MeetingAction", side.name), owner=side.head)
    side.meeting = Meeting.objects.create(committee=side.committee, held_at=datetime(2026, 12, 3, 18, tzinfo=UTC))
    exempt = {"is_exempt": True, "exempt_paragraph": 3, "public_interest_test": "It names a firm."}
    quarter = {"period": Q2.previous()}
    side.pack = Pack.objects.create(
        meeting=side.meeting, title=f"Pack of {side.committee}", cover_note=words_of("Pack", side.name), **quarter
    )
    kinds = {
        "report": {"report": side.released, "heading": "The quarter"},
        "measure": {"indicator": side.measure, "heading": "One measure"},
        "exempt": {"heading": f"SECRET of {side.committee}", "note": f"SECRET of {side.committee}",
                   "public_title": "A contract", **exempt},
    }  # fmt: skip
    for position, (name, values) in enumerate(kinds.items(), 1):
        side.items[name] = PackItem.objects.create(pack=side.pack, position=position, **values)
    side.question = PackQuestion.objects.create(
        pack=side.pack, position=1, text=words_of("PackQuestion", side.name), to=side.head
    )
    side.published = Pack.objects.create(
        meeting=held,
        title=f"Published of {side.committee}",
        published_at=AT,
        published_by=users["scrutiny_chair"],
        **quarter,
    )
    PackItem.objects.create(
        pack=side.published, position=1, heading=words_of("PackItem", side.name), report=side.released
    )
    PackItem.objects.create(pack=side.published, position=2, **kinds["exempt"])
    side.items["removed"] = PackItem.objects.create(pack=side.pack, position=4, heading="No more", is_removed=True)
    side.extras["bare"] = Meeting.objects.create(committee=side.committee, held_at=datetime(2027, 3, 3, tzinfo=UTC))
    figures = Figures(side.published, AT)
    for is_public in (True, False):
        document = build(read_public(side.published, figures) if is_public else read_full(side.published, figures))
        words = words_of("PackFile", side.name) if is_public else f"SECRET of {side.committee}"
        PackFile.objects.create(pack=side.published, is_public=is_public, document=document, content=words.encode())


def _notices(world: World) -> None:
    """A notice about each side for whoever reads it there, and for the administrator, who watches all three."""
    readers = (("ours", "data_officer"), ("theirs", "administrator"), ("partners", "partner"))
    for name, reader in readers:
        side = world.side(name)
        for identity in dict.fromkeys((reader, "administrator")):
            told = world.users[identity]
            notice = Notice.objects.create(
                to=told, at=AT, by_name="The system", kind="sheet", words=words_of("Notice", name),
                path=side.measure.get_absolute_url(), because="watch this measure", is_watched=True,
                needs=Permission.COUNCIL_READ, unit=side.service, about="measure", about_id=side.measure.pk,
            )  # fmt: skip
            side.extras.setdefault("notice", notice)
            Watch.objects.create(user=told, since=AT, about="measure", about_id=side.measures["due"].pk)
    ours = world.ours
    things = (("service", ours.directorate), ("plan", ours.extras["draft_plan"]), ("report", ours.second))
    Watch.objects.bulk_create(
        Watch(user=world.users["administrator"], since=AT, about=name, about_id=thing.pk) for name, thing in things
    )


def _history(world: World) -> None:
    """Something on the history tab of each thing."""
    _created([world.cycle, world.level, world.person, world.appointment, world.batch, world.rule, world.scheme])
    for side in (world.ours, world.theirs, world.partners):
        things: list[Any] = [side.service, side.head, side.plan, side.objective, side.milestone, side.measure]
        things += [each for name, each in side.extras.items() if name.startswith("private_")]
        things += [side.extras["risk"], side.extras["review"]]
        things += [side.draft, side.released, side.pack, side.in_return, side.committee, side.extras["person"]]
        _created(things, why=words_of("Event", side.name))


def _created(things: list[Any], *, why: str = "At the start") -> None:
    entries = [
        audit.Entry(
            action="created", thing=thing, why=f"{why}, for {thing}",
            changes=first_values(thing, ("name", "email")) if isinstance(thing, User) else {},
        )
        for thing in things
    ]  # fmt: skip
    audit.record_many(by=SYSTEM, at=AT, entries=entries)


def _cookies(user: User | None) -> dict[str, str]:
    client = Client()
    if user is not None:
        client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


__all__ = ["IDENTITIES", "STRANGER", "Side", "World", "build_world"]
