"""Rating rules: their list, one version, a new version with a preview of its effect, and removing one."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.dates import day_words
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import Done, FormPage, form_page
from foundation.forms import whole_number
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.changes.ratings import check_rule, create_rule, remove_rule
from indicators.forms.ratings import RatingRuleForm, RuleFilterForm, RuleRemoveForm
from indicators.models import AnnualTarget, Indicator, RatingRule
from indicators.queries.quarters import latest_quarter
from indicators.queries.ratings import (
    COLUMNS,
    all_rules,
    download_rows,
    rule_rows,
    scheme_bands,
    scope_of,
    what_would_change,
)
from indicators.rules.rule import DEFAULT_RULE, rule_words
from indicators.views.navigation import crumbs, indicator_tabs

_REMOVABLE = (
    "Only a version that has not rated a signed-off figure can be removed. The version before it, if there is one, "
    "stays in force."
)
_PREVIEWED = 100  # changes shown; the count says how many there are


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def rule_list(request: Request) -> HttpResponse:
    """Every version of every rule, the council's first."""
    rows = rule_rows(all_rules(reach=request.actor.reaches(Permission.COUNCIL_READ)), today=request.today)
    form = RuleFilterForm(request.GET)
    shown = [row for row in rows if row.state == "in force"] if form.chosen else rows
    context = {
        **lists.listing(request, form, shown, whole=len(rows), noun="version"),
        "tabs": indicator_tabs(request, "rule-list"),
        "may_edit": request.actor.may(Permission.RULE_EDIT),
        "default": rule_words(DEFAULT_RULE),
    }
    listed = ListFile("rating-rules", "Rating rules", COLUMNS, partial(download_rows, shown))
    return page_or_file(request, "indicators/rule_list.html", context, listed)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def rule_detail(request: Request, pk: int) -> HttpResponse:
    """One version of a rule: how it rates, its words and colours, and why."""
    rule = get_object_or_404(all_rules(reach=request.actor.reaches(Permission.COUNCIL_READ)), pk=pk)
    context = {
        "rule": rule,
        "applies_to": scope_of(rule)[1],
        "words": rule_words(rule.as_rule()),
        "key": scheme_bands(rule.scheme),
        "crumbs": _crumbs(),
        "may_edit": request.actor.may(Permission.RULE_EDIT),
    }
    return render(request, "indicators/rule_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RULE_EDIT)
def rule_create(request: Request) -> HttpResponse:
    """A new rule or version. ``?from=`` copies one; ``?indicator=``, ``?set=`` and ``?target=`` say what it is for."""
    form = RatingRuleForm(request.POST or None, initial=_initial(request), cancel_url=reverse("indicators:rule-list"))
    context: dict[str, Any] = {"crumbs": _crumbs(), "form": form}
    if form.is_valid():
        try:
            if "preview" in request.POST:
                context |= _preview(request, form)
            else:
                rule = create_rule(by=request.by, at=request.now, rule=form.rule)
                messages.success(request, f"The rule for {_lower(scope_of(rule)[1])} is saved.")
                return redirect("indicators:rule-detail", rule.pk)
        except ChangeRefused as refusal:
            form.refuse(refusal)
    return render(request, "indicators/rule_create.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RULE_EDIT)
def rule_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a version that has rated nothing yet."""
    rule = get_object_or_404(all_rules(reach=None), pk=pk)
    address = reverse("indicators:rule-detail", args=[pk])
    form = RuleRemoveForm(request.POST or None, cancel_url=address)

    def remove() -> Done:
        remove_rule(by=request.by, at=request.now, rule=rule, **form.cleaned_data)
        return "The version is removed.", reverse("indicators:rule-list")

    heading = f"Remove the version from {day_words(rule.starts_on)}"
    page = FormPage("Remove a rating rule", _crumbs(("Rule", address)), heading, scope_of(rule)[1], _REMOVABLE)
    return form_page(request, page, form, remove)


def _preview(request: Request, form: RatingRuleForm) -> dict[str, Any]:
    check_rule(form.rule)
    found = what_would_change(form.rule, today=request.today)
    return {
        "preview": found,
        "shown": found.changes[:_PREVIEWED],
        "words": rule_words(form.rule.as_rule()),
        "quarter": latest_quarter(request.today),
    }


def _initial(request: Request) -> dict[str, Any]:
    """The initial values that the address asks for. What does not exist is ignored."""
    if rule := _asked(RatingRule.objects.select_related("target", "indicator"), request, "from"):
        names = ("basis", "green_cut", "amber_cut", "exceeding_cut", "green_edge", "red_edge", "comparison", "scheme")
        values = {name: _plain(getattr(rule, name)) for name in names}
        target, measure = rule.target, rule.measure
        scope = {
            "scope": scope_of(rule)[0],
            "indicator_set": rule.indicator_set_id,
            "ref": measure.ref if measure else "",
            "year": target.year.label if target else "",
        }
        return {**values, **scope, "starts_on": None}
    base: dict[str, Any] = {"basis": "percent", "green_cut": "0", "amber_cut": "10"}
    if target := _asked(AnnualTarget.objects.select_related("indicator"), request, "target"):
        scope = {"scope": "target", "ref": target.indicator.ref, "year": target.year.label}
        return {**base, **scope, "starts_on": target.year.start}
    if ref := Indicator.objects.filter(ref=request.GET.get("indicator", "")).values_list("ref", flat=True).first():
        return {**base, "scope": "indicator", "ref": ref}
    if chosen := whole_number(request.GET.get("set", "")):
        return {**base, "scope": "set", "indicator_set": chosen}
    return {**base, "scope": "council"}


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _asked(rows: Any, request: Request, name: str) -> Any:
    return rows.filter(pk=whole_number(request.GET.get(name, ""))).first()


def _crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(("Rating rules", reverse("indicators:rule-list")), *further)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:] if words.startswith("The ") else words
