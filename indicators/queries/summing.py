"""How objectives are summed up: what pages show beside one, and the list of all choices."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.snapshot_cache import SnapshotCache
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.sum_words import sum_words
from indicators.judging.summing import PartKey, Sums, chosen_on, of_glances, sums_of
from indicators.models import SummingChoice, WeightSet
from indicators.queries.quarters import latest_quarter
from indicators.rules.summing import RULE_MEANINGS, SummingRule
from plans.models import Level, Objective
from plans.periods import Frequency, Period, containing
from plans.permissions import may_edit
from plans.queries.beside import Panel
from plans.queries.thread import load_thread

BY_COUNTS = "By counts: how many of its measures are on target. That gives a share, and no status of its own."


def sums_for(period: Period, *, reach: frozenset[int] | None, kept: SnapshotCache) -> Sums:
    """How everything is summed up in a quarter, of the plans and measures of the units within reach (None: all); kept
    while nothing is written.
    """
    return kept(lambda: _read(period, reach), "sums", period, reach)


def _read(period: Period, reach: frozenset[int] | None) -> Sums:
    asked = collected(period) if reach is None else collected(period).filter(service__in=reach)
    return sums_of(
        period,
        thread=lambda: load_thread(reach=reach),
        standings=lambda: of_glances(glances(asked, report_period=period)),
    ).made()


def _beside(actor: Actor, objective: Objective, today: date, kept: SnapshotCache) -> Mapping[str, Any] | None:
    """``indicators/_summed_up.html``: how an objective is summed up in the latest quarter, its weights, and who may
    change what of it.
    """
    plan = objective.plan
    if plan.level.is_private or plan.is_waiting:
        return None
    period = kept(lambda: latest_quarter(today), "latest quarter", today)
    words = None
    if (
        kept(lambda: chosen_on(period.end), "summing rules", period).of(objective.pk, plan.level.position)
        is not SummingRule.COUNTS
    ):
        words = sum_words(sums_for(period, reach=actor.reaches(Permission.COUNCIL_READ), kept=kept), objective.pk)
    sets = list(objective.weight_sets.order_by("-starts_on"))
    may_weigh = may_edit(actor, plan) and plan.is_open
    shown: dict[str, Any] = {"words": words, "counts": BY_COUNTS, "period": period, "ref": objective.ref}
    shown["removable"] = {each.pk for each in sets if first_summed_up(each, today=today) is None}
    shown |= {"weight_sets": sets, "may_weigh": may_weigh and (sets or (words is not None and words.is_basket))}
    if actor.may(Permission.INDICATOR_EDIT) and objective.is_worked_on:
        shown["link_url"] = reverse("indicators:objective-measures", args=[objective.ref])
    if actor.may(Permission.RULE_EDIT):
        shown["rule_url"] = reverse("indicators:summing-objective", args=[objective.ref])
    return shown


def first_summed_up(weights: WeightSet, *, today: date) -> Period | None:
    """The first quarter that is over and goes by these weights; None where nothing rests on them."""
    quarter = containing(weights.starts_on, Frequency.QUARTER)
    is_over = quarter.end < today and (weights.ends_on is None or quarter.end <= weights.ends_on)
    return quarter if is_over else None


def year_after(weights: WeightSet) -> tuple[date, date] | None:
    """From when to when these weights are taken over: until the end of the financial year that they do not reach; None
    where they count until further notice.
    """
    if weights.ends_on is None:
        return None
    starts_on = weights.ends_on + timedelta(days=1)
    return starts_on, containing(starts_on, Frequency.YEAR).end


SUMMED_UP = Panel("indicators/_summed_up.html", _beside)


def held_by(weights: WeightSet) -> dict[PartKey, Decimal]:
    """The weights of a set, by what they are of."""
    return {
        ("objective", child) if child else ("measure", measure): weight
        for child, measure, weight in weights.weights.values_list("child_id", "measure_id", "weight")
    }


class ChoiceRow(NamedTuple):
    """What a level of plans, or an objective, goes by today, with how that works and where it is changed. ``since`` is
    None where nobody chose it; ``coming`` are later choices as (day, words); ``url`` is "" where the reader may not
    open it.
    """

    name: str
    url: str
    rule: str
    meaning: str
    since: date | None
    coming: list[tuple[date, str]]
    change_url: str


def choice_rows(*, actor: Actor, today: date) -> tuple[list[ChoiceRow], list[ChoiceRow]]:
    """Every open level in use from the top down, and every objective with a choice of its own that the person may know
    of. Two statements.
    """
    levels: dict[int, list[SummingChoice]] = {}
    objectives: dict[int, list[SummingChoice]] = {}
    known = Q(objective=None) | Q(objective__in=Objective.objects.visible_to(actor))
    for each in SummingChoice.objects.filter(known).select_related("objective").order_by("starts_on"):
        place = (
            objectives.setdefault(each.objective_id, []) if each.objective_id else levels.setdefault(each.level_id, [])
        )
        place.append(each)
    in_use = Level.objects.filter(in_use=True, is_private=False).order_by("position")
    named = sorted((found[0].objective for found in objectives.values()), key=lambda each: each.ref)
    level_rows = [_row(each.name, each, levels.get(each.pk, []), today, "summing-level", each.pk) for each in in_use]
    if not actor.may(Permission.COUNCIL_READ):
        level_rows = [each._replace(url="") for each in level_rows]
    return level_rows, [
        _row(str(each), each, objectives[each.pk], today, "summing-objective", each.ref) for each in named
    ]


def _row(
    name: str, thing: Level | Objective, choices: list[SummingChoice], today: date, route: str, key: int | str
) -> ChoiceRow:
    now = next((each for each in reversed(choices) if each.starts_on <= today), None)
    rule = SummingRule(now.rule) if now and now.rule else None if now else SummingRule.COUNTS
    return ChoiceRow(
        name=name,
        url=thing.get_absolute_url(),
        rule=_words(now) if now else "Counts: how many are on target",
        meaning=RULE_MEANINGS[rule] if rule else "",
        since=now.starts_on if now else None,
        coming=[(each.starts_on, _words(each)) for each in choices if each.starts_on > today],
        change_url=reverse(f"indicators:{route}", args=[key]),
    )


def _words(choice: SummingChoice) -> str:
    return choice.get_rule_display() or "As its level of plans"
