"""What changed since it was last reported: old, new, why, by whom, and the effect on the status (product.md 2)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Event
from indicators.judging.judged import Measured
from indicators.judging.stored import Definition
from indicators.models import Observation
from plans.periods import Period, parse_key
from reporting.document import Facts, MeasureFacts, Restatement
from reporting.models import Report
from reporting.snapshots.facts import facts_of, format_figure
from reporting.snapshots.live import reported_again
from reporting.workflow import ReportState

_TARGET_EVENTS = ("indicators.annualtarget", "indicators.periodtarget")
_RULE_EVENT = "indicators.ratingrule"
_NOT_RECORDED = "No reason was recorded"


class Difference(NamedTuple):
    """One thing that is no longer as it was reported. ``what`` is figure, target, rule or status."""

    definition: Definition
    period: Period
    what: str
    old: str
    new: str
    effect: str


def last_released(key: Sequence[object], period: Period) -> Report | None:
    """The last released report with a ``Report.key``, of this quarter or an earlier one."""
    same = Report.objects.filter(**dict(zip(Report.KEY, key, strict=True)))
    released = same.filter(state=ReportState.RELEASED, cycle__period__lte=period.key)
    last: Report | None = released.select_related("cycle").order_by("-cycle__period", "-edition").first()
    return last


def restatements(facts: Facts, now: Mapping[str, Measured], *, since: datetime) -> list[Restatement]:
    """How what was reported differs from what is known now, as the document holds it, by reference and period.

    ``facts`` are those of the earlier report, ``now`` the same measures as its quarter would show them today,
    ``since`` the moment the earlier report was built.
    """
    found = list(differences(facts, now))
    sources = _Sources(found, since)
    return [_restatement(each, *sources.of(each)) for each in found]


def _restatement(difference: Difference, reason: str, by: str) -> Restatement:
    what = difference.what.capitalize()
    return {
        "ref": difference.definition.ref,
        "name": difference.definition.name,
        "period": difference.period.long_label,
        "old": f"{what}: {difference.old}",
        "new": f"{what}: {difference.new}",
        "reason": reason,
        "by": by,
        "effect": difference.effect,
    }


def known_now(report: Report) -> dict[str, list[Restatement]]:
    """What a report says that is known differently today, as restatements, by the measure's reference."""
    found: dict[str, list[Restatement]] = defaultdict(list)
    today = reported_again(report.facts, report.cycle.period)
    for each in restatements(report.facts, today, since=report.built_at):
        found[each["ref"]].append(each)
    return dict(found)


def differences(facts: Facts, now: Mapping[str, Measured]) -> Iterator[Difference]:
    """Every difference between reported facts and the measures as they are. A measure that is gone has none."""
    today = facts_of(now[ref] for ref in facts if ref in now)
    for ref, then in sorted(facts.items()):
        if ref in today and then["period"] == today[ref]["period"]:
            yield from _of_the_period(then, today[ref], now[ref])
            yield from _of_earlier_periods(then, today[ref], now[ref])
            yield from _of_periods_ahead(then, today[ref], now[ref])


def _of_the_period(then: MeasureFacts, today: MeasureFacts, measured: Measured) -> Iterator[Difference]:
    effect = _effect(then["status_word"], today["status_word"])
    changed = []
    if then["value"] != today["value"] or _absence_changed(then, today):
        changed.append(("figure", then["value_words"], today["value_words"]))
    if then["target"] != today["target"]:
        changed.append(("target", then["target_words"], today["target_words"]))
    if then["rule"] != today["rule"]:
        changed.append(("rule", then["rule_words"], today["rule_words"]))
    if not changed and then["status"] != today["status"]:
        changed.append(("status", then["status_word"], today["status_word"]))
    for what, old, new in changed:
        if old == new and what != "rule":
            old, new = _told_apart(what, then, today)
        yield Difference(measured.definition, measured.period, what, old, new, effect)


def _of_earlier_periods(then: MeasureFacts, today: MeasureFacts, measured: Measured) -> Iterator[Difference]:
    """Figures and targets of earlier periods that the report printed. What only came in since is no change."""
    effect = "Shown as history only; no status was reported with it"
    for key, (value, target) in then["history"].items():
        new_value, new_target = today["history"].get(key, (value, target))
        for what, old, new in (("figure", value, new_value), ("target", target, new_target)):
            if old is not None and old != new:
                words = _printed(old, measured), _printed(new, measured)
                yield Difference(measured.definition, parse_key(key), what, *words, effect)


def _of_periods_ahead(then: MeasureFacts, today: MeasureFacts, measured: Measured) -> Iterator[Difference]:
    """Targets of the year's later periods. A target that moves before its period is reported is told too."""
    for key, target in then["ahead"].items():
        new = today["ahead"].get(key)
        if new != target:
            words = _printed(target, measured), _printed(new, measured)
            effect = "That period was not reported on yet"
            yield Difference(measured.definition, parse_key(key), "target", *words, effect)


def _printed(raw: str | None, measured: Measured) -> str:
    return format_figure(measured, None if raw is None else Decimal(raw))


def _absence_changed(then: MeasureFacts, today: MeasureFacts) -> bool:
    return then["value"] is None and today["value"] is None and then["value_words"] != today["value_words"]


def _told_apart(what: str, then: MeasureFacts, today: MeasureFacts) -> tuple[str, str]:
    """Two figures that print alike, in full; two targets that print alike, with their limits."""
    if what == "figure":
        return f"{then['value']}", f"{today['value']}"
    return _with_limits(then), _with_limits(today)


def _with_limits(facts: MeasureFacts) -> str:
    limits = " to ".join(end for end in (facts["target"] or [])[3:5] if end)
    return f"{facts['target_words']} (limits {limits or 'none'})"


def _effect(old: str, new: str) -> str:
    return f"Status stays “{old}”" if old == new else f"“{old}” becomes “{new}”"


class _Sources:
    """Why each thing changed and who did it, read in two statements for all of them."""

    def __init__(self, differences: Sequence[Difference], since: datetime) -> None:
        self._figures = _figures(differences)
        self._targets: dict[int, Event] = {}
        self._rules: dict[int | None, Event] = {}
        for event in _events(differences, since):
            page = int(event.page_id) if event.page_type == "indicators.indicator" else None
            if event.thing_type in _TARGET_EVENTS and page is not None:
                self._targets[page] = event
            elif event.thing_type == _RULE_EVENT:
                self._rules[page] = event

    def of(self, difference: Difference) -> tuple[str, str]:
        """The reason for one difference, and who made it."""
        if difference.what in ("figure", "status"):
            return self._of_figure(difference)
        pk = difference.definition.pk
        event = self._targets.get(pk) if difference.what == "target" else self._rules.get(pk) or self._rules.get(None)
        if event is None:
            return _NOT_RECORDED, "Not recorded"
        on_behalf = f" on behalf of {event.on_behalf_of}" if event.on_behalf_of else ""
        return event.why or _NOT_RECORDED, f"{event.by_name}{on_behalf}"

    def _of_figure(self, difference: Difference) -> tuple[str, str]:
        figure = self._figures.get((difference.definition.pk, difference.period))
        if figure is None:
            return "The figure was withdrawn", "Not recorded"
        who = figure.approved_by or figure.entered_by
        reason = figure.revision_reason or (figure.judgement_reason if difference.what == "status" else "")
        if not reason and difference.old in ("no figure", "Awaiting sign-off"):
            reason = "Signed off after the report was made"
        return reason or _NOT_RECORDED, str(who) if who else "Not recorded"


def _figures(differences: Iterable[Difference]) -> dict[tuple[int, Period], Observation]:
    wanted: dict[int, set[str]] = defaultdict(set)
    for each in differences:
        wanted[each.definition.pk].add(each.period.key)
    if not wanted:
        return {}
    keys = set().union(*wanted.values())
    rows = Observation.objects.standing().filter(indicator__in=wanted, period__in=keys)
    return {(row.indicator_id, row.period): row for row in rows.select_related("approved_by", "entered_by")}


def _events(differences: Sequence[Difference], since: datetime) -> Iterable[Event]:
    pages = {str(each.definition.pk) for each in differences if each.what in ("target", "rule")}
    if not pages:
        return []
    targets = Q(thing_type__in=_TARGET_EVENTS, page_type="indicators.indicator", page_id__in=pages)
    found: Iterable[Event] = Event.objects.filter(targets | Q(thing_type=_RULE_EVENT), at__gte=since).order_by("pk")
    return found
