"""The grids of groups that belong to the figures of a return, with how far each is."""

from collections.abc import Sequence

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from breakdowns.models import Breakdown, Sheet
from foundation.statements import written_once
from indicators.models import Return
from indicators.queries.beside import Beside
from indicators.rules.whole_year import is_whole_year
from plans.periods import Period, parse_key


def groups_beside(in_return: Return) -> list[Beside]:
    """One for each figure that stands or is expected and each breakdown of its measure, but for what a whole year came
    to, which nobody owes. One statement.
    """
    rows: Sequence[tuple[str, str, int, str, str | Period, int | None, str]] = _owed(in_return.pk)
    return [_beside(*row) for *row, frequency in rows if not is_whole_year(_period(row[4]), frequency)]


@written_once
def _owed(in_return: int) -> QuerySet[Breakdown]:
    last = Sheet.objects.filter(breakdown=OuterRef("pk"), observation=OuterRef("indicator__observations"))
    filled = last.order_by("-revision").annotate(count=Count("figures")).values("count")[:1]
    return (
        Breakdown.objects.filter(
            is_ended=False, indicator__observations__in_return=in_return, indicator__observations__is_current=True
        )
        .annotate(
            key=F("indicator__observations__period"), filled=Coalesce(Subquery(filled, output_field=IntegerField()), 0)
        )
        .order_by("indicator__ref", "key", "dimension__name")
        .values_list(
            "indicator__ref", "indicator__name", "dimension", "dimension__noun", "key", "filled", "indicator__frequency"
        )
    )


def _beside(ref: str, name: str, dimension: int, noun: str, key: str | Period, filled: int | None) -> Beside:
    period = _period(key)
    note = f"{filled} entered" if filled else "nothing entered yet"
    address = reverse("breakdowns:sheet-edit", args=[ref, dimension, period.key])
    return Beside(f"{name} by {noun}, {period.label}", address, note)


def _period(key: str | Period) -> Period:
    return key if isinstance(key, Period) else parse_key(key)
