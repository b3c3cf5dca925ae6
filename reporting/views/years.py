"""The start of a new year in four steps: targets, timetable, plans, and a look at all of it before it is written."""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.queries.history import events_of
from accounts.roles import Permission
from foundation import lists
from foundation.dates import day_words
from foundation.form_pages import Done, FormPage, form_page
from foundation.forms import PmmiForm
from foundation.refusals import ChangeRefused
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import only, written_once
from foundation.words import capitalised
from indicators.forms.definitions import MeasureFilterForm
from indicators.forms.new_year import FieldRow, NewYearForm
from indicators.queries.new_year import RolledTarget, measures_of, rolled_targets
from indicators.rules.softening import Finding
from indicators.views.definitions import filter_choices
from plans.periods import parse_key
from plans.queries.new_year import Renewal
from reporting.changes.roll_over import (
    choose_plans,
    choose_quarters,
    choose_targets,
    start_year,
    take_back_year,
    write_year,
)
from reporting.forms import BoxesForm, TakeBackForm, WriteYearForm
from reporting.models import Cycle, RollOver, RollOverState
from reporting.queries.roll_over import (
    choices_of,
    obstacles,
    offered_years,
    planned_cycles,
    planned_plans,
    preview_of,
    roll_overs,
    written_words,
)
from reporting.queries.timetable import WORKING_DAYS
from reporting.views.navigation import cycle_crumbs

ROWS = 20
"""Measures on a page: each has boxes to fill in, and a council of 700 has all of its own to look through."""

STEPS = {
    "year-targets": ("Targets", "reporting/year_targets.html"),
    "year-timetable": ("Timetable", "reporting/year_timetable.html"),
    "year-plans": ("Plans", "reporting/year_plans.html"),
    "year-check": ("All that is written", "reporting/year_check.html"),
}


def preparing(view: Callable[[Request, RollOver], HttpResponse]) -> Callable[[Request, int], HttpResponse]:
    """For a step. One that was written, or taken back, leads to its own page: a second click writes nothing."""

    @wraps(view)
    def step(request: Request, pk: int) -> HttpResponse:
        roll_over = _found(pk)
        if roll_over.state == RollOverState.PREPARED:
            return view(request, roll_over)
        if request.method == "POST":
            messages.error(request, f"{roll_over.year.label} was written already. Nothing was written a second time.")
        return redirect(roll_over)

    return step


@require_safe
@needs(Permission.YEAR_ROLL)
def year_list(request: Request) -> HttpResponse:
    """The years that can be started, and those that were."""
    context = {
        "offers": offered_years(today=request.today),
        "rows": [(each, written_words(each)) for each in roll_overs()],
        "crumbs": cycle_crumbs(),
    }
    return render(request, "reporting/year_list.html", context)


@require_POST
@needs(Permission.YEAR_ROLL)
def year_start(request: Request, key: str) -> HttpResponse:
    """Begin to prepare a year; pressed twice, or by two people, it leads to the one preparation."""
    try:
        roll_over = start_year(by=request.by, at=request.now, year=parse_key(key))
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:year-list")
    return redirect("reporting:year-targets", roll_over.pk)


@require_http_methods(["GET", "POST"])
@needs(Permission.YEAR_ROLL)
@preparing
def year_targets(request: Request, roll_over: RollOver) -> HttpResponse:
    """What is to become of each measure's target."""
    kept = SnapshotCache()
    listed = _listed(request, roll_over)
    shown = list(listed["page"].object_list)
    every, own = choices_of(roll_over)
    form = NewYearForm(request.POST or None, indicators=shown, every=every, own=own, version=roll_over.version)

    def choose() -> HttpResponse:
        version = form.cleaned_data["version"]
        choose_targets(roll_over=roll_over, version=version, every=form.every_choice, own=form.own_choices)
        return redirect(request.get_full_path() if "look" in request.POST else _after(roll_over, "year-targets"))

    read = partial(rolled_targets, shown, roll_over.year.start.year, every=every, own=own)
    rolled = kept(read, "new year's targets", roll_over.pk, roll_over.version, *(each.pk for each in shown))
    rows = [_target_row(each, form.fields_of(each.indicator)) for each in rolled]
    return _step(request, roll_over, "year-targets", form, choose, {**listed, "rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.YEAR_ROLL)
@preparing
def year_timetable(request: Request, roll_over: RollOver) -> HttpResponse:
    """Which quarters get their timetable, and its dates."""
    cycles = planned_cycles(roll_over)
    free = [each for each in cycles if not each.is_there]
    offered = [(each.period.key, each.period.long_label, each.is_chosen) for each in free]
    form = _boxes(request, roll_over, offered)

    def choose() -> HttpResponse:
        data = form.cleaned_data
        choose_quarters(roll_over=roll_over, version=data["version"], quarters=data["chosen"])
        return redirect(_after(roll_over, "year-timetable"))

    heads = [capitalised(Cycle._meta.get_field(name).verbose_name) for name in WORKING_DAYS]
    rows = [(each, form.is_ticked(each.period.key), zip(heads, each.days, strict=True)) for each in cycles]
    return _step(request, roll_over, "year-timetable", form, choose, {"rows": rows, "heads": heads})


@require_http_methods(["GET", "POST"])
@needs(Permission.YEAR_ROLL)
@preparing
def year_plans(request: Request, roll_over: RollOver) -> HttpResponse:
    """Which plans that end are started again from what they are."""
    plans = planned_plans(roll_over)
    form = _boxes(request, roll_over, [(str(each.plan.pk), each.title, is_chosen) for each, is_chosen in plans])

    def choose() -> HttpResponse:
        data = form.cleaned_data
        choose_plans(roll_over=roll_over, version=data["version"], plans=[int(each) for each in data["chosen"]])
        return redirect(_after(roll_over, "year-plans"))

    rows = [_plan_row(each, form) for each, _ in plans]
    return _step(request, roll_over, "year-plans", form, choose, {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.YEAR_ROLL)
@preparing
def year_check(request: Request, roll_over: RollOver) -> HttpResponse:
    """All that is about to be written, with what is softened, and the button that writes it."""
    # All of the council's targets: worked out once for all of its pages.
    preview = SnapshotCache()(lambda: preview_of(roll_over), "new year", roll_over.pk)
    form = WriteYearForm(request.POST or None)

    def write() -> Done:
        done = write_year(by=request.by, at=request.now, roll_over=roll_over, digest=form.cleaned_data["digest"])
        return f"{done.year.label} is started: {written_words(done)} are written.", done

    page, pages = lists.paged(request, preview.set, size=ROWS)
    context = {"preview": preview, "digest": preview.digest, "page": page, "pages": pages}
    context |= {"rows": [_set_row(each) for each in page], "left": _by_note(preview.left)}
    context["easy"] = [
        EasyRow(each.indicator.ref, each.indicator.name, each.before, each.after, each.findings)
        for each in preview.easy
    ]
    return _step(request, roll_over, "year-check", form, write, context)


@require_http_methods(["GET", "POST"])
@needs(Permission.YEAR_ROLL)
def year_detail(request: Request, pk: int) -> HttpResponse:
    """What a start of a year wrote, what it softened, and taking all of it back."""
    roll_over = _found(pk)
    if roll_over.state == RollOverState.PREPARED:
        return redirect("reporting:year-check", pk)
    form = TakeBackForm(request.POST or None)

    def take_back() -> Done:
        why = form.cleaned_data["why"]
        take_back_year(by=request.by, at=request.now, roll_over=roll_over, why=why)
        return f"The start of {roll_over.year.label} is taken back: everything that it wrote is removed.", roll_over

    page = FormPage(f"Start of {roll_over.year.label}", _crumbs(), template="reporting/year_detail.html")
    return form_page(request, page, form, take_back, _told(roll_over))


def _found(pk: int) -> RollOver:
    return only(_roll_over(pk))


@written_once
def _roll_over(pk: int) -> QuerySet[RollOver]:
    return roll_overs().filter(pk=pk)


def _target_row(rolled: RolledTarget, fields: FieldRow) -> dict[str, Any]:
    """What ``reporting/_year_target_row.html`` is drawn of: plain values."""
    measure = rolled.indicator
    return {
        "url": reverse("indicators:indicator-detail", args=[measure.ref]),
        "name": measure.name,
        "ref": measure.ref,
        "service": measure.service_name,
        "before": rolled.before,
        "after": rolled.after,
        "note": rolled.note,
        "is_left": rolled.is_left,
        "easy": ", ".join(each.label.lower() for each in rolled.findings),
        "fields": fields,
    }


def _plan_row(renewal: Renewal, form: BoxesForm) -> dict[str, Any]:
    """A row of ``reporting/year_plans.html``: plain values, days in words."""
    plan = renewal.plan
    return {
        "pk": plan.pk,
        "title": plan.title,
        "is_ticked": form.is_ticked(str(plan.pk)),
        "is_yearly": renewal.is_yearly,
        "ends_on": day_words(plan.ends_on),
        "new_title": renewal.title,
        "new": f"{renewal.ref}, {day_words(renewal.starts_on)} to {day_words(renewal.ends_on)}",
        "objectives": len(renewal.objectives),
    }


def _listed(request: Request, roll_over: RollOver) -> dict[str, Any]:
    """The page of measures that is asked for."""
    first, filters = roll_over.year.start.year, MeasureFilterForm(request.GET, choices=filter_choices(None))
    whole = measures_of(first).count() if filters.chosen else None
    found = measures_of(first, **filters.query)
    return lists.listing(request, filters, found, whole=whole, noun="measure", size=ROWS)


def _boxes(request: Request, roll_over: RollOver, offered: list[tuple[str, str, bool]]) -> BoxesForm:
    """Boxes to tick: value, label, and whether it is ticked."""
    ticked = [value for value, _, is_chosen in offered if is_chosen]
    initial = {"chosen": ticked, "version": roll_over.version}
    return BoxesForm(request.POST or None, choices=[(value, label) for value, label, _ in offered], initial=initial)


def _told(roll_over: RollOver) -> dict[str, Any]:
    """What the page of a year that was started says."""
    is_done = roll_over.state == RollOverState.DONE
    return {
        "roll_over": roll_over,
        "is_done": is_done,
        "written": written_words(roll_over),
        # Years that were started earlier told no reasons.
        "softer": [(*row[:4], row[4] if len(row) > 4 else "") for row in roll_over.told.get("softer", [])],
        "stopped": obstacles(roll_over) if is_done else [],
        "history": events_of(roll_over),
    }


def _after(roll_over: RollOver, step: str) -> str:
    names = list(STEPS)
    return reverse(f"reporting:{names[names.index(step) + 1]}", args=[roll_over.pk])


def _crumbs() -> list[dict[str, str]]:
    return [*cycle_crumbs(), {"label": "New year", "url": reverse("reporting:year-list")}]


def _step(
    request: Request,
    roll_over: RollOver,
    step: str,
    form: PmmiForm,
    change: Callable[[], Done | HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:
    """One step: its form, and where it stands among the others."""
    label, template = STEPS[step]
    page = FormPage(f"{label} for {roll_over.year.label}", _crumbs(), template=template)
    steps = [
        {"label": label, "url": reverse(f"reporting:{name}", args=[roll_over.pk]), "active": name == step}
        for name, (label, _) in STEPS.items()
    ]
    more = {"year": roll_over.year, "before": roll_over.year.previous(), "steps": steps}
    more |= {"number": list(STEPS).index(step) + 1, "count": len(STEPS)}
    return form_page(request, page, form, change, {**more, **context})


class SetRow(NamedTuple):
    """A target that is about to be written."""

    ref: str
    name: str
    service: str
    before: str
    after: str
    note: str


def _set_row(rolled: RolledTarget) -> SetRow:
    measure = rolled.indicator
    return SetRow(measure.ref, measure.name, measure.service.name, rolled.before, rolled.after, rolled.note)


class EasyRow(NamedTuple):
    """A target that looks too easy, with why."""

    ref: str
    name: str
    before: str
    after: str
    findings: Sequence[Finding]


class LeftRow(NamedTuple):
    """A measure whose target is left as it is."""

    ref: str
    name: str
    after: str


def _by_note(left: list[RolledTarget]) -> list[tuple[str, list[LeftRow]]]:
    """What is left, by the reason why."""
    found: dict[str, list[LeftRow]] = {}
    for each in left:
        found.setdefault(each.note, []).append(LeftRow(each.indicator.ref, each.indicator.name, each.after))
    return sorted(found.items(), key=lambda item: -len(item[1]))
