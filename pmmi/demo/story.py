"""The quarter in hand: earlier quarters reported and released, this one half collected, a committee about to meet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Watch
from foundation.dates import LONDON
from indicators.changes.figures import propose_revision, save_figures
from indicators.changes.returns import approve_figures, lock_return, reopen_return, send_back, submit_return
from indicators.judging.figure_entry import FigureEntry
from indicators.models import Commentary, Indicator, Observation, Return
from indicators.workflow import FigureState
from plans.models import Objective
from plans.periods import Period
from pmmi.demo.organisation import COMMITTEES, Organisation
from pmmi.demo.spec import MeasureSpec
from pmmi.demo.words import EARLIER, STEADY, is_missed, words_for
from reporting.builds import perform_run, release_reports
from reporting.changes.cycles import create_cycle, open_cycle
from reporting.changes.runs import request_run
from reporting.models import Cycle, Report, ReportKind
from scrutiny.changes.committees import agree_action, edit_meeting
from scrutiny.models import Meeting, MeetingAction, Pack, PackItem, PackQuestion, Remit

# How far each service has got with this quarter; those not named have everything approved.
SUBMITTED = ("Housing Services",)
# The first so many measures of a service, not approved yet: the demo's approver deputises there, and has them to look at.
WAITING = {"IT Services": 2}
# The last so many measures of a service, sent back with a note.
SENT_BACK = {
    "Environmental and Technical Services": (1, "Please say when the contractor's figure will be agreed."),
    "Safer Exampleshire Partnership": (2, "Please leave out the cases that the county counts."),
}
IN_HAND = {"Finance, Revenues and Benefits": 3}
NOT_STARTED = "Community Wellbeing"
# So many quarters before this one have all their reports; those before them only what sums up, so that nobody who tries
# the product waits for hundreds of files.
WHOLE, SUMS_UP = 2, (ReportKind.EXCEPTION, ReportKind.THEMED)
# Restated between two publications by the source council: measure, then the figure it became.
RESTATED = {"FI06": (Decimal("97.9"), "A batch of invoices had been counted in the wrong quarter."), "HR11": (Decimal("2.7"), "Payroll closed with two more long-term absences.")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the story needs."""

    organisation: Organisation
    objectives: dict[str, Objective]
    indicators: dict[str, Indicator]
    specs: dict[str, MeasureSpec]
    current: Period
    now: datetime

    def actor(self, name: str) -> Actor:
        return actor_for(self.organisation.users[name], today=timezone.localdate(self.now))

    def holder(self, post_id: int) -> Actor:
        user = next(
            post.appointments.get(is_deputy=False).user
            for post in (*self.organisation.heads.values(), *self.organisation.officers.values())
            if post.pk == post_id
        )
        return actor_for(user, today=timezone.localdate(self.now))


def tell_story(stage: Stage, *, report: Callable[[str], object], reported_quarters: int) -> None:
    """Build and release ``reported_quarters`` earlier quarters, and leave the current one half collected."""
    _remits(stage)
    for back in range(reported_quarters, 0, -1):
        period = stage.current.previous(back)
        report(f"Building and releasing the reports of {period.long_label} …")
        _reported_quarter(stage, period, kinds=() if back <= WHOLE else SUMS_UP)
    _restate(stage)
    report(f"Collecting {stage.current.long_label} …")
    _collect(stage)
    _committee(stage)


def _remits(stage: Stage) -> None:
    for name, _, _, priorities, services in COMMITTEES:
        committee = stage.organisation.committees[name]
        for ref in priorities:
            Remit.objects.create(committee=committee, priority=stage.objectives[ref])
        for service in services:
            Remit.objects.create(committee=committee, service=stage.organisation.services[service])


def _dates(first: date) -> dict[str, date]:
    """A timetable that begins on a day: two weeks to collect, then approval, locking and three meetings."""
    days = {"opens_on": 0, "due_on": 14, "late_after": 16, "approval_due_on": 21, "locks_on": 28, "management_team_on": 30, "cabinet_on": 40, "scrutiny_on": 50}  # fmt: skip
    return {name: first + timedelta(days=n) for name, n in days.items()}


def _reported_quarter(stage: Stage, period: Period, *, kinds: Sequence[ReportKind]) -> None:
    """An earlier quarter from opened to released, as at its own dates."""
    performance = stage.actor("Alex Morgan")
    dates = _dates(period.end + timedelta(days=2))
    cycle = create_cycle(by=performance, at=_at(dates["opens_on"]), period=period, dates=dates)
    for in_return in open_cycle(by=SYSTEM, at=_at(dates["opens_on"]), cycle=cycle):
        _commentary(stage, in_return)
        lock_return(by=SYSTEM, at=_at(dates["locks_on"]), in_return=in_return)
    released_at = _at(dates["management_team_on"])
    reports = _build(cycle, performance, released_at, kinds)
    release_reports(by=performance, at=released_at + timedelta(hours=2), reports=reports)


def _build(cycle: Cycle, by: Actor, at: datetime, kinds: Sequence[ReportKind]) -> list[Report]:
    run = request_run(by=by, at=at, cycle=cycle, kinds=kinds, wake=lambda _: None)
    if not perform_run(run_id=run.pk, clock=lambda: at):
        run.refresh_from_db()
        raise RuntimeError(f"The demo's reports could not be built: {run.reason}")
    return list(run.reports.all())


def _commentary(stage: Stage, in_return: Return) -> None:
    """Words beside the figures of an earlier quarter, where they missed their target."""
    refs = {indicator.pk: ref for ref, indicator in stage.indicators.items()}
    boxes = []
    for figure in in_return.figures.filter(state=FigureState.APPROVED):
        ref = refs[figure.indicator_id]
        spec = stage.specs[ref]
        if is_missed(figure.value, spec.targets.get(figure.period), spec.polarity):
            happened, why, action, outlook = EARLIER
            boxes.append(
                Commentary(
                    observation=figure,
                    happened=happened,
                    why=why,
                    action=action,
                    action_by=stage.organisation.heads[spec.service],
                    action_by_on=in_return.period.end + timedelta(days=110),
                    outlook=outlook,
                )
            )
    Commentary.objects.bulk_create(boxes)


def _restate(stage: Stage) -> None:
    """Two figures corrected after they were reported, as the source council corrected them."""
    for ref, (value, reason) in RESTATED.items():
        figure = Observation.objects.approved().get(indicator=stage.indicators[ref], period=stage.current.previous())
        officer = stage.holder(stage.indicators[ref].data_provider_id)
        head = stage.holder(stage.indicators[ref].approver_id)
        at = stage.now - timedelta(days=20)
        proposed = propose_revision(
            by=officer,
            at=at,
            observation=figure,
            entry=FigureEntry(value=value, evidence="Hart, published on 7 November 2014"),
            reason=reason,
        )
        approve_figures(by=head, at=at + timedelta(days=1), in_return=figure.in_return, observation_ids=[proposed.pk])


def _collect(stage: Stage) -> None:
    today = timezone.localdate(stage.now)
    performance = stage.actor("Alex Morgan")
    cycle = create_cycle(
        by=performance,
        at=stage.now - timedelta(days=17),
        period=stage.current,
        dates=_dates(today - timedelta(days=17)),
    )
    at = stage.now - timedelta(days=6)
    for in_return in open_cycle(by=SYSTEM, at=stage.now - timedelta(days=17), cycle=cycle):
        _enter(stage, in_return, at)
    _agree_later_date(stage, performance)


def _enter(stage: Stage, in_return: Return, at: datetime) -> None:
    service = in_return.service.name
    if service == NOT_STARTED:
        return
    officer = stage.holder(stage.organisation.officers[service].pk)
    head = stage.holder(stage.organisation.heads[service].pk)
    due = list(in_return.figures.filter(state=FigureState.DUE).select_related("indicator").order_by("indicator__ref"))
    left = IN_HAND.get(service)
    entered = due[:-left] if left else due
    save_figures(by=officer, at=at, entries=dict(_entries(stage, entered, answers=left is None)))
    if left is not None:
        return
    submit_return(by=officer, at=at + timedelta(hours=1), in_return=in_return)
    if service in SUBMITTED:
        return
    waiting = list(in_return.figures.filter(state=FigureState.SUBMITTED).order_by("indicator__ref"))
    back, note = SENT_BACK.get(service, (0, ""))
    for figure in waiting[len(waiting) - back :]:
        send_back(by=head, at=at + timedelta(days=1), observation=figure, note=note)
    approved = [figure.pk for figure in waiting[WAITING.get(service, 0) : len(waiting) - back]]
    approve_figures(by=head, at=at + timedelta(days=1), in_return=in_return, observation_ids=approved)


def _entries(
    stage: Stage, figures: Iterable[Observation], *, answers: bool
) -> Iterable[tuple[int, tuple[int, FigureEntry]]]:
    """What the officer enters. ``answers``: also whether what was promised the quarter before was done."""
    for figure in figures:
        spec = stage.specs[figure.indicator.ref]
        value = _value(spec, figure.period)
        absence, absence_reason = spec.absent.get(figure.period, ("", ""))
        if value is None and not absence:
            absence, absence_reason = (
                "not_available",
                "The month's figures are agreed with the partner council in the next quarter.",
            )
        words = words_for(spec.ref, value, spec.targets.get(figure.period), spec.polarity)
        if words is STEADY and figure.period.end < stage.current.end:
            words = ("", "" if value is None else f"Demand differed in {figure.period.start:%B}.", "", "")
        before = figure.period.previous()
        numerator, denominator = spec.parts.get(figure.period, (None, None))
        promised = is_missed(spec.values.get(before), spec.targets.get(before), spec.polarity)
        yield (
            figure.pk,
            (
                figure.version,
                FigureEntry(
                    value=value,
                    numerator=numerator,
                    denominator=denominator,
                    absence=absence,
                    absence_reason=absence_reason,
                    standing="provisional" if spec.ref in ("MV-WASTE", "LG-DELAY") else "final",
                    evidence=spec.sources.get(figure.period, "Illustrative: not in the published table"),
                    warning_reason="Checked against the source system.",
                    happened=words[0],
                    why=words[1],
                    action=words[2],
                    action_by_id=stage.organisation.heads[spec.service].pk if words[2] else None,
                    action_by_on=stage.current.end + timedelta(days=120) if words[2] else None,
                    outlook=words[3],
                    promise_kept=("part" if words[2] else "yes") if promised and answers else "",
                ),
            ),
        )


def _value(spec: MeasureSpec, period: Period) -> Decimal | None:
    """The published figure of a period, or the last one before it; None where the source gives none."""
    if period in spec.absent:
        return None
    known = [other for other in spec.values if other <= period]
    return spec.values[max(known)] if known else None


def _agree_later_date(stage: Stage, performance: Actor) -> None:
    """Finance has agreed a later date, so its return is still on time."""
    in_return = Return.objects.get(
        period=stage.current, service=stage.organisation.services["Finance, Revenues and Benefits"]
    )
    reopen_return(
        by=performance,
        at=stage.now - timedelta(days=4),
        in_return=in_return,
        until=in_return.due_at + timedelta(days=8),
        reason="The ledger closes late this quarter because of the new finance system.",
    )


def _committee(stage: Stage) -> None:
    """The first committee: a meeting held, what was agreed there, the next one and its pack."""
    name = COMMITTEES[0][0]
    committee = stage.organisation.committees[name]
    today = timezone.localdate(stage.now)
    where = {"committee": committee, "place": "Council Chamber"}
    held = Meeting.objects.create(held_at=_at(today - timedelta(days=62), 18), **where)
    _agreed(stage, held)
    upcoming = Meeting.objects.create(held_at=_at(today + timedelta(days=19), 18), **where)
    _watched(stage, upcoming)
    pack = Pack.objects.create(
        meeting=upcoming,
        title="Performance of the quarter",
        period=stage.current.previous(),
        cover_note="Members are asked to look first at recycling and at major planning applications, and to agree which questions to put to the cabinet member.",
    )
    report = Report.objects.filter(cycle__period=stage.current.previous(), committee=committee).order_by("kind").first()
    items = [
        {"report": report, "heading": "Exception report"},
        {"indicator": stage.indicators["MV-WASTE"]},
        {"indicator": stage.indicators["PS01"]},
        {
            "heading": "Terms offered by the waste contractor",
            "note": "The contractor offers to extend by two years at 3% below the current rate. Officers advise to accept.",
            "is_exempt": True,
            "exempt_paragraph": 3,
            "public_interest_test": "Disclosure would weaken the council's position while the contract is negotiated.",
            "public_title": "Waste contract",
        },
    ]
    for position, item in enumerate((item for item in items if item.get("report", True)), 1):
        PackItem.objects.create(pack=pack, position=position, **item)
    for position, (text, post) in enumerate(
        (
            ("What will food waste collections in flats cost, and when will they pay for themselves?", stage.organisation.posts["place"]),
            ("How many major applications are older than thirteen weeks today?", stage.organisation.heads["Planning Services"]),
        ),
        1,
    ):  # fmt: skip
        PackQuestion.objects.create(pack=pack, position=position, text=text, to=post)


def _agreed(stage: Stage, held: Meeting) -> None:
    """What the meeting agreed: one thing done, and two that somebody is still to do."""
    today, chair = timezone.localdate(stage.now), stage.actor(COMMITTEES[0][1])
    MeetingAction.objects.create(
        meeting=held,
        text="That planning reports the age of major applications each quarter.",
        owner=stage.organisation.heads["Planning Services"],
        due_on=today - timedelta(days=10),
        state="done",
        progress="Reported from this quarter on.",
    )
    for text, service, days in (
        ("That the head of waste brings a plan for flats' bin stores to the next meeting.", "Waste and Recycling", 20),
        ("That finance says what a food waste round would cost the council in each of three years.", "Finance, Revenues and Benefits", 12),
    ):  # fmt: skip
        agree_action(
            by=chair,
            at=stage.now - timedelta(days=3),
            meeting=held,
            text=text,
            owner=stage.organisation.heads[service],
            due_on=today + timedelta(days=days),
        )


def _watched(stage: Stage, upcoming: Meeting) -> None:
    """The chair and a member watch the next meeting, which then moves by half an hour."""
    for name in COMMITTEES[0][1:3]:
        Watch.objects.create(
            user=stage.organisation.users[name], about="meeting", about_id=upcoming.pk, since=stage.now
        )
    edit_meeting(
        by=stage.actor("Alex Morgan"),
        at=stage.now - timedelta(hours=20),
        meeting=upcoming,
        version=upcoming.version,
        held_at=upcoming.held_at + timedelta(minutes=30),
        place=upcoming.place,
    )
    upcoming.refresh_from_db()


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON)
