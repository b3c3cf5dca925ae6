"""Measures as plain data, by reference: figures, targets, rules and statuses. The next report is compared with them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from indicators.judging.judged import Measured
from indicators.judging.measure_row import printed_in, status_words
from indicators.judging.stored import Figure
from indicators.rules.rule import Rule, Target, rule_words
from indicators.rules.values import format_value
from indicators.workflow import FigureState
from plans.periods import Period
from reporting.document import Facts, MeasureFacts
from reporting.queries.measures import targets_ahead

_ABSENCES = {"not_available": "not available", "not_applicable": "not applicable", "withheld": "withheld"}


def facts_of(measures: Iterable[Measured]) -> Facts:
    """The facts of measures as they stand, by reference; one statement. Decimals are strings without needless zeros.

    ``history`` holds figure and target of each period before, ``ahead`` the targets of the year's periods to come.
    """
    found = list(measures)
    ahead = targets_ahead(found)
    return {each.definition.ref: _facts(each, ahead.get(each.definition.pk, {})) for each in found}


def _facts(measured: Measured, ahead: Mapping[Period, Decimal]) -> MeasureFacts:
    now, status = measured.facts.now, measured.assessment.status
    value = now.figure if now.approved else None
    value_text, target_text = printed_in(measured, measured.period, measured.rule, value)
    return {
        "name": measured.definition.name,
        "period": measured.period.key,
        "value": _plain(value),
        "value_words": _value_words(measured, value, value_text),
        "target": _target_facts(now.target),
        "target_words": target_text,
        "rule": _rule_facts(measured.rule),
        "rule_words": _rule_words(measured.rule, now.target, measured),
        "status": str(status),
        "status_word": status_words(status, measured.bands)["word"],
        "history": {
            period.key: [_approved(figure), _plain(target.value) if target else None]
            for period, figure, target in measured.series
            if period != measured.period and (figure or target)
        },
        "ahead": {period.key: _plain(value) for period, value in ahead.items()},
    }


def _rule_words(rule: Rule, target: Target | None, measured: Measured) -> str:
    if target is None:
        return rule_words(rule)
    return rule_words(rule, green=format_figure(measured, target.green), red=format_figure(measured, target.red))


def format_figure(measured: Measured, value: Decimal | None) -> str:
    """A figure of the measure at its own decimals and unit."""
    definition = measured.definition
    return format_value(value, measured.facts.kind, definition.decimals, definition.unit, definition.grades)


def _value_words(measured: Measured, value: Decimal | None, printed: str) -> str:
    now = measured.facts.now
    if now.absence and now.approved:
        return _ABSENCES[now.absence]
    if value is None:
        return "no figure"
    return f"{printed} {now.standing.mark}".strip()


def _target_facts(target: Target | None) -> list[str | None] | None:
    if target is None or target.is_empty:
        return None
    ends = (target.value, target.low, target.high, target.green_limit, target.red_limit)
    return [*(_plain(end) for end in ends), target.text]


def _rule_facts(rule: Rule) -> list[str | None]:
    return [
        str(rule.basis),
        _plain(rule.green_cut),
        _plain(rule.amber_cut),
        _plain(rule.exceeding_cut),
        # One word where both are the same, as in reports that were made before they could differ.
        " ".join(dict.fromkeys((rule.green_edge, rule.red_edge))),
        str(rule.comparison),
    ]


def _approved(figure: Figure | None) -> str | None:
    return _plain(figure.value) if figure and figure.state == FigureState.APPROVED else None


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
