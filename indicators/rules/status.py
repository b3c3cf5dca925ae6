"""Which status a measure has in a period. Decided here and nowhere else, for now and before alike (rules.md 3, 18)."""

from indicators.rules.facts import Point, Sheet
from indicators.rules.rating import Judged, judge
from indicators.rules.results import Because, Rating
from indicators.rules.rule import Rule
from indicators.rules.vocabulary import Status


def status_shown(sheet: Sheet, point: Point, rule: Rule) -> Status:
    """The status that everybody is shown.

    What is not signed off has no colour: it awaits sign-off once handed in; a draft is told as no figure.
    """
    if not point.approved:
        return Status.AWAITING if point.handed_in else _without_figure(point)[0]
    return outcome(sheet, point, computed(sheet, point, rule)[0])


def outcome(sheet: Sheet, point: Point, worked_out: Status) -> Status:
    """What stands once signed off: a person's judgement where it counts, else what was worked out."""
    return point.judged if point.judged is not None and is_judged(sheet, point) else worked_out


def is_judged(sheet: Sheet, point: Point) -> bool:
    """Whether a person's judgement counts: there is one, of a figure that could be rated."""
    is_rateable = point.absence is None and not (sheet.is_contextual or sheet.is_data_only or point.not_rated)
    return point.judged is not None and is_rateable


def rating_of(sheet: Sheet, point: Point, rule: Rule) -> Rating:
    """``computed``, with what it came from."""
    status, gap, because = computed(sheet, point, rule)
    return Rating(status, gap, because, point.figure, point.target, rule, sheet.polarity, sheet.kind, point.year_before)


def computed(sheet: Sheet, point: Point, rule: Rule) -> Judged:
    """What the engine works out for the point, whether or not it is signed off."""
    if point.absence is not None:
        return Status(point.absence), None, Because.ABSENT
    if point.value is None:
        return _without_figure(point)
    if sheet.is_contextual:
        return Status.CONTEXTUAL, None, Because.CONTEXTUAL
    if sheet.is_data_only:
        return Status.DATA_ONLY, None, Because.DATA_ONLY
    if point.not_rated:
        return Status.NOT_RATED, None, Because.DECIDED
    return judge(point.value, point.target, rule, sheet.polarity, sheet.kind, point.year_before)


def _without_figure(point: Point) -> Judged:
    if point.due:
        return Status.UNKNOWN, None, Because.NO_FIGURE
    return Status.NOT_DUE, None, Because.NOT_DUE
