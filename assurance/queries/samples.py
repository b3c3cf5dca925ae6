"""What is known of measures that makes audit look at them, and the samples that were drawn."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet

from accounts.actors import Actor
from assurance.models import Finding, Sample, Sampled
from assurance.queries.certificates import measures_to_certify
from assurance.queries.hands import figures_in, no_longer_independent
from assurance.rules.grades import Grade, standing_of
from assurance.rules.risk import Reason, Signs, is_near, reasons_of
from foundation.downloads.cells import Cell
from indicators.models import Indicator, PeriodTarget
from indicators.queries.deadlines import deadline
from indicators.workflow import FigureState
from plans.periods import Period


def risks_of(actor: Actor, *, year: Period, today: date) -> dict[Indicator, list[Reason]]:
    """All measures with figures in a year, by their reference, each with what speaks for looking at it. A number of
    statements that does not grow.
    """
    found = measures_to_certify(actor, today=today).annotate(grade=F("certificate__grade"), held=F("certificate"))
    found, lost = found.order_by("ref"), no_longer_independent()
    measures = {each.pk: each for each in found}
    figures = figures_in(year, measures.values())
    told = figures.values_list("indicator").annotate(
        revised=Count("period", filter=Q(revision__gt=1), distinct=True),
        typed=Count("pk", filter=Q(entered_by__isnull=False, entered_as=None, evidence="")),
        warned=Count("pk", filter=~Q(warning_reason="")),
        late=Count("pk", filter=Q(submitted_at__gt=deadline())),
    )
    near = _near(figures)
    return {
        measures[pk]: reasons_of(
            Signs(
                is_key=measures[pk].is_key,
                standing=standing_of(measures[pk].review_on, today, is_independent=measures[pk].held not in lost),
                grade=Grade(measures[pk].grade) if measures[pk].grade else None,
                revisions=revised, typed=typed, warned=warned, late=late, is_near=pk in near,
            )
        )
        for pk, revised, typed, warned, late in sorted(told, key=lambda row: measures[row[0]].ref)
    }  # fmt: skip


def _near(figures: QuerySet) -> set[int]:
    """The measures whose latest approved figure lies close to its target. Two statements."""
    approved = figures.filter(is_current=True, state=FigureState.APPROVED).exclude(value=None)
    latest: dict[int, tuple[Period, Decimal]] = {}
    for pk, period, value in approved.order_by("period").values_list("indicator", "period", "value"):
        latest[pk] = period, value
    wanted = PeriodTarget.objects.filter(
        annual__indicator__in=latest, period__in={period for period, _ in latest.values()}
    )
    targets = {(pk, period): value for pk, period, value in wanted.values_list("annual__indicator", "period", "value")}
    return {pk for pk, (period, value) in latest.items() if is_near(value, targets.get((pk, period)))}


def samples() -> QuerySet[Sample]:
    """All samples, the newest first, with how many measures of each were looked at."""
    found = Sample.objects.select_related("drawn_by").order_by("-drawn_at", "-pk")
    looked = Count("measures", filter=~Q(measures__finding=Finding.OPEN))
    return found.annotate(looked=looked, drawn=Count("measures"))


def sampled(sample: Sample) -> QuerySet[Sampled]:
    """The measures of a sample in the order of the draw."""
    return sample.measures.select_related("indicator__service", "found_by").order_by("place")


def found_words(rows: Iterable[Sampled]) -> str:
    """What was found in a sample, in a sentence."""
    counts = Counter(Finding(each.finding) for each in rows)
    parts = [f"{counts[each]} {each.label.lower()}" for each in Finding if counts[each]]
    return "; ".join(parts)


COLUMNS = ("Place", "Reference", "Measure", "Service", "Points of risk", "Why", "Finding", "What was found", "By")


def sample_rows(rows: Iterable[Sampled]) -> list[Sequence[Cell]]:
    """A sample under ``COLUMNS``."""
    return [
        [
            each.place, each.indicator.ref, each.indicator.name, each.indicator.service.name, each.points,
            each.reasons, each.get_finding_display(), each.words, str(each.found_by or ""),
        ]
        for each in rows
    ]  # fmt: skip
