"""How a measure's year is expected to end, on the measure's page: worked out, and as those who answer for it say."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from django.urls import reverse

from accounts.actors import Actor
from foundation.dates import day_words, london_day
from foundation.measure_words import Ahead, Mark
from indicators.judging.measure_row import status_words, value_words
from indicators.judging.outlook import Expected, Scored, track_record, year_ends
from indicators.judging.outlook_words import forecast_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.models import OwnForecast
from indicators.permissions import may_recover
from indicators.queries.forecasts import forecasts_of
from indicators.rules.vocabulary import AMOUNTS
from indicators.rules.year_end import How, outlook
from plans.periods import Period
from reporting.dashboards.measure import MeasureRead

_HOW = {
    How.SEASON: "as last year went on from here",
    How.PROFILE: "by the share of the target that was due by now",
    How.SHARES: "by the share of the year that is over",
    How.LEVEL: "by where its figures have been going",
}
_SURE = {"high": "high confidence", "medium": "medium confidence", "low": "low confidence"}


class Said(NamedTuple):
    """A forecast of those who answer for the measure; ``mark`` is how the year would stand, None without a target."""

    value: str
    mark: Mark | None
    who: str
    sure: str
    basis: str


class OutlookOnPage(NamedTuple):
    """``now`` and ``then`` are the status as it is and as it is expected; ``sentence`` and ``chance`` tell the latter,
    ``how`` how it was worked out. ``said`` are the forecasts of those who answer for it, the latest first; ``record``
    is what earlier forecasts were worth. ``say_url`` is "" for who may say none.
    """

    title: str
    now: Mark
    then: Mark | None
    then_label: str
    sentence: str
    chance: str
    how: str
    said: Sequence[Said]
    record: Sequence[Scored]
    say_url: str
    ahead: Sequence[Ahead]

    @property
    def is_shown(self) -> bool:
        return bool(self.sentence or self.said or self.say_url)


def outlook_on_page(read: MeasureRead, *, period: Period, by: Actor) -> OutlookOnPage:
    """How the year is expected to end in which the report period ends, of a measure read with ``what_hangs``. Two
    statements, one where nobody forecast it.
    """
    measured, rules, pk = read.measured, read.in_force, read.indicator.pk
    expected = year_ends([measured], report_period=period, rules=rules).get(pk)
    said = forecasts_of([pk])[pk] if read.indicator.has_forecasts else []
    may_say = may_recover(by, read.indicator) and read.indicator.kind in AMOUNTS
    now = status_words(measured.assessment.status, measured.bands)
    url = reverse("indicators:forecast-create", args=[read.indicator.ref]) if may_say else ""
    if expected is None:
        return OutlookOnPage("How the year is expected to end", now, None, "", "", "", "", (), (), url, ())
    of_year, words = [each for each in said if each.year == expected.year], forecast_words(expected)
    return OutlookOnPage(
        title=f"How {expected.year.label} {'ended' if expected.is_over else 'is expected to end'}",
        now=now,
        then=expected.mark,
        then_label=words["label"],
        sentence=words["sentence"],
        chance=f"Chance of missing the target: {words['chance']}." if words["chance"] else "",
        how=_HOW.get(expected.end.how, ""),
        said=[_said(each, expected, rules) for each in of_year],
        record=() if expected.is_over else track_record(expected, rules),
        say_url="" if expected.is_over else url,
        ahead=ahead(expected),
    )


def ahead(expected: Expected) -> list[Ahead]:
    """The way to the year's end, as charts draw it."""
    labels = [period.label for period in expected.left]
    return [
        Ahead(label, float(step.value), *(None if each is None else float(each) for each in (step.low, step.high)))
        for label, step in zip(labels, expected.way, strict=False)
    ]


def own_mark(said: OwnForecast, expected: Expected, rules: RulesInForce) -> Mark | None:
    """How the year would stand if it ended on what the owner expects; None where that cannot be rated."""
    end = replace(expected.end, value=said.value, reach=None)
    rule, bands = rules.applying(expected.measured.definition.pk, expected.last_period)
    told = outlook(end, expected.measured.facts.sheet, expected.aimed, rule)
    return status_words(told.status, bands) if told.status.is_rated else None


def _said(each: OwnForecast, expected: Expected, rules: RulesInForce) -> Said:
    return Said(
        value=value_words(each.value, expected.measured),
        mark=own_mark(each, expected, rules),
        who=f"{each.said_by or 'The council'}, {day_words(london_day(each.said_at))}",
        sure=_SURE[each.confidence],
        basis=each.basis,
    )
