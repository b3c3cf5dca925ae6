"""Changing definition sheets: making, changing and retiring a measure, its breaks and the objectives it serves (C2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import have_moved, tell
from accounts.models import Unit, UnitKind
from foundation.dates import day_words
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields
from foundation.words import together
from indicators.changes import told
from indicators.changes.collecting import collecting_problems
from indicators.changes.expected import first_day
from indicators.models import Contribution, Formula, Indicator, IndicatorSet, Observation, SeriesBreak
from indicators.rules.vocabulary import ValueKind, lacks_polarity
from indicators.workflow import FigureState
from plans.models import Objective
from plans.periods import Period

FIELDS = (
    *("ref", "name", "purpose", "definition", "formula", "has_parts", "numerator", "denominator", "kind", "unit"),
    *("decimals", "grades", "polarity", "frequency", "collected", "combining", "year_basis", "counting", "is_seasonal"),
    *("lag", "tells", "dimension", "is_data_only", "is_key", "no_change_within", "data_source", "service", "owner"),
    *("data_provider", "approver", "starts_on"),
)
"""What ``create_indicator`` takes as ``values``, all of it, and ``edit_indicator`` what of it is to change."""

# Fixed once there are figures: the address, and what the figures are, hang on these.
FIXED = {
    "ref": "reference",
    "kind": "type of value",
    "frequency": "frequency",
    "year_basis": "year",
    "grades": "grades",
}
# What a formula rests on, of its measure and of its inputs.
_RECKONED = {name: FIXED[name] for name in ("kind", "frequency", "year_basis")}
# Earlier figures are judged or read by them, so what was reported may look different from now on.
MOST_DECIMALS = 6  # as the database holds
_OVERSEEING = (UnitKind.CABINET, UnitKind.COMMITTEE)
_MEANING = (
    *("polarity", "counting", "collected", "combining", "unit", "definition", "formula", "is_data_only", "tells"),
    "no_change_within",
)


def sheet_problems(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What does not fit together on a definition sheet, of which fields may be missing: which field, what to do."""
    if values.get("has_parts"):
        for name in ("numerator", "denominator"):
            if not values.get(name):
                yield name, f"Enter what the {name} counts"
    kind, grades = values.get("kind"), (values.get("grades") or "").splitlines()
    if kind == ValueKind.GRADE and len(grades) < 2:
        yield "grades", "Enter at least two grades, one a line, the lowest first"
    if kind and not values.get("is_data_only") and lacks_polarity(values.get("polarity"), kind):
        yield "polarity", "Say which way is good, or tick that it has no target by design"
    yield from collecting_problems(values)
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if starts_on and ends_on and starts_on > ends_on:
        ended = day_words(ends_on)
        yield "starts_on", f"This measure was collected until {ended}: enter that day or an earlier one"


def tidy_grades(text: str) -> str:
    """Grades as they are stored: one a line, without spaces around them."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def service_problem(service: Unit) -> str:
    """Why a unit can have no measures; "" where it can."""
    if service.kind not in _OVERSEEING:
        return ""
    return f"{service.name} oversees others and has no measures of its own. Choose the service or partner that has it"


def fixed_problem(changed: Iterable[str]) -> str:
    """Why these fields cannot change once there are figures; "" where they can."""
    fixed = [words for name, words in FIXED.items() if name in changed]
    if not fixed:
        return ""
    return (
        f"There are figures already, so the {together(fixed)} cannot change. Retire this measure and start another "
        "that succeeds it."
    )


@transaction.atomic
def create_indicator(
    *, by: Actor, at: datetime, values: Mapping[str, Any], sets: Sequence[IndicatorSet] = ()
) -> Indicator:
    """A new measure. ``values`` has each of ``FIELDS``. Raises ChangeRefused for a reference that is in use."""
    if Indicator.objects.filter(ref__iexact=values["ref"]).exists():
        raise ChangeRefused(f"The reference {values['ref']} is in use already. Choose another.")
    indicator = Indicator.objects.create(**values, expected_from=first_day(at))
    indicator.sets.set(sets)
    changes = first_values(indicator, FIELDS)
    if sets:
        changes["sets"] = (None, _names(sets))
    tell(by=by, at=at, news=told.measure_made(indicator))
    audit.record(by=by, at=at, action="created", thing=indicator, changes=changes)
    return indicator


@transaction.atomic
def edit_indicator(
    *,
    by: Actor,
    at: datetime,
    indicator: Indicator,
    version: int,
    values: Mapping[str, Any],
    sets: Sequence[IndicatorSet],
    why: str = "",
) -> Indicator:
    """Change a definition sheet, if it still has ``version``.

    Once there are figures, its reference, type, frequency and year stay, and what changes their meaning needs a
    reason. Raises ChangeRefused; Conflict with the sheet as it is when somebody saved it in between.
    """
    stored = Indicator.objects.select_related("service", "owner", "data_provider", "approver").get(pk=indicator.pk)
    before = list(stored.sets.order_by("name"))
    was = {name: getattr(stored, name) for name in values}
    changes = set_fields(stored, values)
    _check_meaning(stored, was, changes, why)
    if _names(before) != _names(sets):
        changes["sets"] = (_names(before) or None, _names(sets) or None)
    save_version(stored, version=version, fields=list(values))
    stored.sets.set(sets)
    if changes:
        if "service" in changes:
            have_moved("measure", [stored.pk], stored.service_id)
        tell(by=by, at=at, news=told.sheet_changed(stored, changes, why.strip()))
        audit.record(by=by, at=at, action="changed", thing=stored, changes=changes, why=why.strip())
    return stored


@transaction.atomic
def change_measures(
    *,
    by: Actor,
    at: datetime,
    measures: Sequence[Indicator],
    values: Mapping[str, Any],
    joins: IndicatorSet | None = None,
    leaves: IndicatorSet | None = None,
    why: str = "",
) -> int:
    """Change the same fields of many definition sheets, and the sets they belong to, all or nothing; how many were
    otherwise before. ``joins`` and ``leaves`` are the set that they are put into and taken out of.
    """
    changed = 0
    for measure in measures:
        held = list(measure.sets.order_by("name"))
        sets = [each for each in held if each != leaves]
        sets += [joins] if joins and joins not in sets else []
        if sets != held or any(getattr(measure, name) != value for name, value in values.items()):
            changed += 1
            given = {"version": measure.version, "values": values, "sets": sets, "why": why}
            edit_indicator(by=by, at=at, indicator=measure, **given)
    return changed


@transaction.atomic
def retire_indicator(
    *,
    by: Actor,
    at: datetime,
    indicator: Indicator,
    version: int,
    ends_on: date | None,
    successor: Indicator | None = None,
    why: str,
) -> Indicator:
    """End a measure after a day, naming what takes its place; ``ends_on`` None takes it into use again.

    Figures that are expected for later periods and not yet entered are expected no longer. Raises ChangeRefused
    without a reason, for a day before it began and for a line of successors that leads back to it; Conflict.
    """
    stored = Indicator.objects.select_related("successor").get(pk=indicator.pk)
    if not why.strip():
        raise ChangeRefused("Enter why. The reason stays in the history.")
    if ends_on is not None and stored.starts_on is not None and ends_on < stored.starts_on:
        raise ChangeRefused("It would end before it began. Check the day.")
    if ends_on is None and successor is not None:
        raise ChangeRefused("A measure in use has no successor. Enter its last day, or take the successor off.")
    _refuse_circle(stored, successor)
    changes = set_fields(stored, {"ends_on": ends_on, "successor": successor})
    save_version(stored, version=version, fields=["ends_on", "successor"])
    if ends_on is not None and (dropped := _drop_expected(stored, ends_on)):
        changes["no longer expected"] = (", ".join(period.label for period in dropped), None)
    said = f"is retired after {day_words(ends_on)}" if ends_on else "is in use again"
    tell(by=by, at=at, news=[told.sheet_told(stored, said, why.strip())])
    action = "retired" if ends_on is not None else "took into use again"
    audit.record(by=by, at=at, action=action, thing=stored, changes=changes, why=why.strip())
    return stored


@transaction.atomic
def add_break(*, by: Actor, at: datetime, indicator: Indicator, period: Period, note: str) -> SeriesBreak:
    """From this period on the definition is another: no comparison crosses it (rules.md 4).

    Raises ChangeRefused where there is a break at that period already.
    """
    if indicator.breaks.filter(period=period).exists():
        raise ChangeRefused(f"There is a break at {period.label} already. Remove it first to describe it anew.")
    added = SeriesBreak.objects.create(indicator=indicator, period=period, note=note.strip())
    said = f"is counted anew from {period.label} on, so no comparison crosses that: {added.note.rstrip('.')}"
    tell(by=by, at=at, news=[told.sheet_told(indicator, said, "", tab="breaks")])
    changes = {"period": (None, period.label), "note": (None, added.note)}
    audit.record(by=by, at=at, action="added", thing=added, page=indicator, changes=changes)
    return added


@transaction.atomic
def remove_break(*, by: Actor, at: datetime, series_break: SeriesBreak, why: str) -> None:
    """Take a break back that was none. Raises ChangeRefused without a reason."""
    if not why.strip():
        raise ChangeRefused("Enter why it was no break. The reason stays in the history.")
    stored = SeriesBreak.objects.select_related("indicator").get(pk=series_break.pk)
    changes = {"period": (stored.period.label, None), "note": (stored.note, None)}
    SeriesBreak.objects.filter(pk=stored.pk).delete()
    said = f"is compared across {stored.period.label} again"
    tell(by=by, at=at, news=[told.sheet_told(stored.indicator, said, why.strip(), tab="breaks")])
    audit.record(
        by=by, at=at, action="removed", thing=stored, page=stored.indicator, changes=changes, why=why.strip()
    )  # fmt: skip


@transaction.atomic
def set_objectives(*, by: Actor, at: datetime, indicator: Indicator, objectives: Sequence[Objective], on: date) -> None:
    """What the measure serves. A link that stays keeps the day it was made; a new one is made ``on`` that day."""
    wanted = {objective.pk: objective for objective in objectives}
    stored = {link.objective_id: link for link in indicator.contributions.select_related("objective")}
    entries = []
    for pk, link in stored.items():
        if pk not in wanted:
            entries.append(_linked("removed", link, indicator, (link.objective, None)))
            link.delete()
    for pk, objective in wanted.items():
        if pk not in stored:
            link = Contribution.objects.create(indicator=indicator, objective=objective, made_on=on)
            entries.append(_linked("created", link, indicator, (None, objective)))
    if entries:
        audit.record_many(by=by, at=at, entries=entries)


@transaction.atomic
def link_measures(
    *, by: Actor, at: datetime, objective: Objective, measures: Sequence[Indicator], serve: bool, on: date
) -> int:
    """Have all of these measures serve the objective from that day, or serve it no longer; how many links were made or
    taken away. A link that is there keeps the day it was made.
    """
    stored = {link.indicator_id: link for link in Contribution.objects.filter(objective=objective)}
    if serve:
        new = [each for each in measures if each.pk not in stored]
        links = [Contribution(indicator=each, objective=objective, made_on=on) for each in new]
        Contribution.objects.bulk_create(links)
        entries = [_linked("created", link, link.indicator, (None, objective)) for link in links]
    else:
        old = [(stored[each.pk], each) for each in measures if each.pk in stored]
        entries = [_linked("removed", link, measure, (objective, None)) for link, measure in old]
        Contribution.objects.filter(pk__in=[link.pk for link, _ in old]).delete()
    if entries:
        audit.record_many(by=by, at=at, entries=entries)
    return len(entries)


def has_figures(indicator: Indicator) -> bool:
    """Whether anything was ever entered for the measure."""
    return entered_figures().filter(indicator=indicator).exists()


def entered_figures() -> QuerySet[Observation]:
    """Figures, whatever became of them, of which something was entered."""
    return Observation.objects.exclude(state__in=(FigureState.DUE, FigureState.MISSING), value=None, absence="")


def _check_meaning(
    stored: Indicator, was: Mapping[str, Any], changes: Mapping[str, tuple[object, object]], why: str
) -> None:
    fixed = fixed_problem([name for name in changes if was[name] != ""])
    if reckoned := [words for name, words in _RECKONED.items() if name in changes and was[name] != ""]:
        _refuse_in_formulas(stored, reckoned)
    moved = [str(Indicator._meta.get_field(name).verbose_name) for name in _MEANING if name in changes]
    if not (fixed or moved) or not has_figures(stored):
        return
    if fixed:
        raise ChangeRefused(fixed)
    if not why.strip():
        raise ChangeRefused(
            f"Enter why. There are figures already, and another entry under {together(moved)} can change how they "
            "read. If earlier figures cannot be compared any more, add a break as well."
        )


def _refuse_in_formulas(indicator: Indicator, changed: Sequence[str]) -> None:
    """Raises ChangeRefused where the measure is worked out from others, or they from it."""
    found = Formula.objects.filter(Q(indicator=indicator) | Q(inputs__indicator=indicator)).order_by("indicator__ref")
    refs = list(found.values_list("indicator__ref", flat=True).distinct())
    if refs:
        raise ChangeRefused(
            f"The formula of {together(refs)} rests on its {together(changed)}, which cannot change. Retire this "
            "measure and start another that succeeds it."
        )


def _refuse_circle(indicator: Indicator, successor: Indicator | None) -> None:
    following = successor
    seen: set[int] = set()
    while following is not None and following.pk not in seen:
        if following.pk == indicator.pk:
            raise ChangeRefused("That measure is succeeded by this one, directly or through others. Choose another.")
        seen.add(following.pk)
        following = following.successor


def _drop_expected(indicator: Indicator, ends_on: date) -> list[Period]:
    """Remove figures that nobody has entered and nobody will, for periods that start after the last day."""
    waiting = Observation.objects.filter(indicator=indicator, state=FigureState.DUE, value=None, absence="")
    gone = [figure for figure in waiting if figure.period.start > ends_on]
    Observation.objects.filter(pk__in=[figure.pk for figure in gone]).delete()
    return sorted(figure.period for figure in gone)


def _linked(
    action: str, link: Contribution, indicator: Indicator, change: tuple[Objective | None, Objective | None]
) -> audit.Entry:
    return audit.Entry(action=action, thing=link, page=indicator, changes={"objective": change})


def _names(sets: Sequence[IndicatorSet]) -> str:
    return ", ".join(sorted(each.name for each in sets))
