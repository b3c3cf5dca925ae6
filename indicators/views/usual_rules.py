"""The usual rules, ready to choose: what each says, and a button that takes it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.dates import day_words
from foundation.form_pages import pressed
from foundation.request import Request
from indicators.changes.ratings import create_rule
from indicators.models import RatingRule
from indicators.queries.usual_rules import USUAL, Usual, first_day, previews, usual_rule
from indicators.views.navigation import crumbs


@require_http_methods(["GET", "POST"])
@needs(Permission.RULE_EDIT)
def rule_usual(request: Request) -> HttpResponse:
    """Two, three or four bands for the whole council (``bands``), in the usual words."""
    starts_on = first_day(today=request.today)
    if request.method == "POST":
        return _taken(request, usual_rule(_chosen(request), starts_on=starts_on))
    context = {
        "previews": previews(),
        "starts_on": day_words(starts_on),
        "has_rule": RatingRule.objects.filter(indicator=None, target=None, indicator_set=None).exists(),
        "crumbs": crumbs(("Rating rules", reverse("indicators:rule-list"))),
    }
    return render(request, "indicators/rule_usual.html", context)


def _chosen(request: Request) -> Usual:
    found = next((each for each in USUAL if each.key == request.POST.get("bands")), None)
    if found is None:
        raise Http404
    return found


def _taken(request: Request, rule: RatingRule) -> HttpResponse:
    said = f"The rule for the whole council is saved, in {rule.scheme.name[:1].lower()}{rule.scheme.name[1:]}."
    made = pressed(request, lambda: create_rule(by=request.by, at=request.now, rule=rule), said)
    return redirect("indicators:rule-list" if made else "indicators:rule-usual")
