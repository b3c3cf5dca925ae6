"""The start of a new year from the last: chosen step by step, written all at once, and taken back as one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from foundation.bulk import insert_many
from foundation.dates import london_day
from foundation.refusals import ChangeRefused, Conflict
from foundation.undoing import remove
from foundation.versions import save_version, set_fields
from indicators.changes.new_year import serve_again, set_targets, weigh_again
from indicators.models import AnnualTarget
from indicators.queries.new_year import Choice
from indicators.rules.new_year import How
from plans.changes.new_year import start_plans
from plans.models import Plan
from plans.periods import Period
from reporting.models import Cycle, RollOver, RollOverChoice, RollOverState
from reporting.queries.roll_over import PlannedCycle, Preview, obstacles, offered_years, preview_of
from reporting.queries.timetable import WORKING_DAYS
from risks.changes.new_year import threaten_again

OTHERWISE = (
    "Somebody changed targets, dates or plans after you opened this page. Nothing was written: this is what would be "
    "written now. Look it through, and press again."
)


@transaction.atomic
def start_year(*, by: Actor, at: datetime, year: Period) -> RollOver:
    """Begin to prepare a year; where somebody has begun already, that one. Raises ChangeRefused for another year."""
    known = RollOver.objects.filter(year=year).exclude(state=RollOverState.TAKEN_BACK)
    if found := known.first():
        return found
    if year not in [each.year for each in offered_years(today=london_day(at))]:
        raise ChangeRefused(f"{year.label} cannot be started now. Start the year that comes next.")
    try:
        with transaction.atomic():
            roll_over = RollOver.objects.create(year=year, created_by=by.user, created_at=at)
    except IntegrityError:
        return known.get()
    audit.record(by=by, at=at, action="began to prepare", thing=roll_over)
    return roll_over


@transaction.atomic
def choose_targets(*, roll_over: RollOver, version: int, every: Choice, own: Mapping[int, Choice | None]) -> RollOver:
    """Keep what is chosen for every measure, and for those in ``own`` (None: as for every one). Nothing is written of
    targets. Raises ChangeRefused once it was written, Conflict when somebody else has chosen meanwhile.
    """
    stored = _open(roll_over, version)
    if every.how is How.PERCENT and every.by is None:
        raise ChangeRefused("Enter by how many per cent the targets are to be more demanding.")
    stored.how, stored.by = every.how.value, every.by if every.how is How.PERCENT else None
    save_version(stored, version=version, fields=("how", "by"))
    stored.choices.filter(indicator__in=list(own)).delete()
    RollOverChoice.objects.bulk_create(
        RollOverChoice(roll_over=stored, indicator_id=pk, how=choice.how.value, by=choice.by)
        for pk, choice in own.items()
        if choice
    )
    return stored


@transaction.atomic
def choose_quarters(*, roll_over: RollOver, version: int, quarters: Collection[str]) -> RollOver:
    """Keep which quarters get a timetable, by their keys. Raises as ``choose_targets``."""
    return _keep(roll_over, version, quarters=sorted(quarters))


@transaction.atomic
def choose_plans(*, roll_over: RollOver, version: int, plans: Collection[int]) -> RollOver:
    """Keep which plans are started again, by their keys. Raises as ``choose_targets``."""
    return _keep(roll_over, version, plans=sorted(plans))


@transaction.atomic
def write_year(*, by: Actor, at: datetime, roll_over: RollOver, digest: str) -> RollOver:
    """Write all that was previewed, or nothing. ``digest`` is that of the preview which the person saw.

    Raises ChangeRefused when it was written already, when something else would be written now, and when there is
    nothing to write.
    """
    stored = RollOver.objects.select_for_update().get(pk=roll_over.pk)
    _check_prepared(stored)
    preview = preview_of(stored)
    if preview.digest != digest:
        raise ChangeRefused(OTHERWISE)
    if preview.is_empty:
        raise ChangeRefused("There is nothing to write: choose targets, quarters or plans first.")
    source = f"start of {stored.year.label}"
    try:
        with transaction.atomic():
            written, told, entries = _written(preview, at, source)
    except IntegrityError as error:
        raise ChangeRefused(OTHERWISE) from error
    stored.written, stored.told = written, told
    stored.state, stored.done_by, stored.done_at = RollOverState.DONE, by.user, at
    stored.save(update_fields=["written", "told", "state", "done_by", "done_at"])
    counts = {name: (None, count) for name, count in told["counts"].items() if count}
    entries.append(audit.Entry(action="started", thing=stored, changes=counts))
    audit.record_many(by=by, at=at, entries=entries)
    return stored


@transaction.atomic
def take_back_year(*, by: Actor, at: datetime, roll_over: RollOver, why: str) -> RollOver:
    """Remove all that was written, as one. Raises ChangeRefused with what was built on it since, or for want of a
    reason.
    """
    stored = RollOver.objects.select_for_update().get(pk=roll_over.pk)
    if stored.state != RollOverState.DONE:
        raise ChangeRefused(f"{stored} is not written, so there is nothing to take back.")
    if not why.strip():
        raise ChangeRefused("Enter why it is taken back. The reason stays in the history.")
    if stopped := obstacles(stored):
        raise ChangeRefused(f"It cannot be taken back: others have built on it. {' '.join(stopped)}")
    entries = _removed(stored)
    remove(stored.written)
    counts = {name: (count, None) for name, count in stored.told["counts"].items() if count}
    stored.state, stored.taken_back_at, stored.written = RollOverState.TAKEN_BACK, at, {}
    stored.save(update_fields=["state", "taken_back_at", "written"])
    entries.append(audit.Entry(action="took back", thing=stored, changes=counts, why=why.strip()))
    audit.record_many(by=by, at=at, entries=entries)
    return stored


def _open(roll_over: RollOver, version: int) -> RollOver:
    stored = RollOver.objects.select_for_update().get(pk=roll_over.pk)
    _check_prepared(stored)
    if stored.version != version:
        raise Conflict("Somebody else changed this while you had it open. Nothing was overwritten.", stored=stored)
    return stored


def _check_prepared(stored: RollOver) -> None:
    if stored.state == RollOverState.DONE:
        raise ChangeRefused(f"{stored.year.label} is started already. Nothing was written a second time.")
    if stored.state == RollOverState.TAKEN_BACK:
        raise ChangeRefused("This was taken back. Start the year anew.")


def _keep(roll_over: RollOver, version: int, **values: object) -> RollOver:
    stored = _open(roll_over, version)
    set_fields(stored, values)
    return save_version(stored, version=version, fields=values)


Done = tuple[dict[str, list[int]], dict[str, object], list[audit.Entry]]


def _written(preview: Preview, at: datetime, source: str) -> Done:
    """Everything, in an order in which what points at something comes after it."""
    on = london_day(at)
    targets, of_targets = set_targets(preview.set, source=source)
    cycles, of_cycles = _make_cycles(preview.cycles, source)
    successors, plans, of_plans = start_plans(preview.plans, on=on, source=source)
    threats, of_risks = threaten_again(successors, source=source)
    weights, of_weights = weigh_again(successors, source=source)
    written = {
        **targets,
        Cycle._meta.label_lower: [each.pk for each in cycles],
        **plans,
        **serve_again(successors, on=on),
        **weights,
        **threats,
    }
    told = {
        "counts": {"targets": len(preview.set), "quarters": len(cycles), "plans": len(preview.plans)},
        "softer": [
            [each.indicator.ref, each.indicator.name, each.before, each.after, each.why_easy] for each in preview.easy
        ],
        "dates": {str(each.pk): [getattr(each, name).isoformat() for name in WORKING_DAYS] for each in cycles},
    }
    return written, told, [*of_targets, *of_cycles, *of_plans, *of_risks, *of_weights]


def _make_cycles(planned: Sequence[PlannedCycle], source: str) -> tuple[list[Cycle], list[audit.Entry]]:
    cycles = [Cycle(period=each.period, **each.dates) for each in planned]
    insert_many(cycles)
    return cycles, [
        audit.Entry(
            action="created",
            thing=each,
            changes={name: (None, getattr(each, name)) for name in WORKING_DAYS},
            source=source,
        )
        for each in cycles
    ]


def _removed(stored: RollOver) -> list[audit.Entry]:
    """One event for each thing that has a page of its own."""
    written, source = stored.written, f"start of {stored.year.label}, taken back"
    targets = AnnualTarget.objects.filter(pk__in=written.get(AnnualTarget._meta.label_lower, ()))
    entries = [
        audit.Entry(action="removed", thing=each, page=each.indicator, source=source)
        for each in targets.select_related("indicator").order_by("pk")
    ]
    for model in (Cycle, Plan):
        kept = model._default_manager.filter(pk__in=written.get(model._meta.label_lower, ())).order_by("pk")
        entries += [audit.Entry(action="removed", thing=each, source=source) for each in kept]
    return entries
