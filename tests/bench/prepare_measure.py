"""Gives two measures of the bench council all that a measure's page shows; prints their references as JSON.

Both are calculated, forecast, broken down, compared with other councils and certified. ``few`` has 10 figures in all,
its groups' included; ``many`` has 10,000.
"""

import json
import os
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.db import connection  # noqa: E402  the settings come first

from accounts.actors import SYSTEM  # noqa: E402
from accounts.models import User  # noqa: E402
from breakdowns.models import Breakdown, Dimension, Group, GroupFigure, Sheet  # noqa: E402
from indicators.changes.formulas import FormulaDetails, set_formula  # noqa: E402
from indicators.models import Indicator, Observation  # noqa: E402
from tests.bench.council import LAST  # noqa: E402
from tests.factories.assurance import CertificateFactory  # noqa: E402
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, published  # noqa: E402

AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
# Quarters, those of them with figures of groups, and groups.
FEW, MANY = (8, 1, 2), (40, 40, 249)
COUNCILS = 330


def main() -> None:
    councils = [CouncilFactory(is_own=n == 0) for n in range(COUNCILS)]
    few, many = (
        _with_all(f"I04-{n}", LAST.previous(quarters - 1), sheets, groups, councils)
        for n, (quarters, sheets, groups) in (("010", FEW), ("020", MANY))
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    counts = {
        ref: Observation.objects.filter(indicator__ref=ref, is_current=True).count()
        + GroupFigure.objects.filter(sheet__observation__indicator__ref=ref).count()
        for ref in (few, many)
    }
    print(json.dumps({"few": few, "many": many, "counts": counts}))


def _with_all(ref: str, first, sheets: int, groups: int, councils) -> str:
    measure = Indicator.objects.get(ref=ref)
    Observation.objects.filter(indicator=measure).delete()
    periods = [first]
    while periods[-1] != LAST:
        periods.append(periods[-1].next())
    Observation.objects.bulk_create(
        Observation(indicator=measure, period=period, state="approved", value=60 + n % 20, approved_at=AT)
        for n, period in enumerate(periods)
    )
    stem, number = ref.split("-")
    text = f"[{stem}-{int(number) + 1:03}] / [{stem}-{int(number) + 2:03}] * 100"
    set_formula(
        by=SYSTEM, at=AT, indicator=measure, version=measure.version, details=FormulaDetails(first=LAST, text=text)
    )
    _broken_down(measure, sheets, groups)
    compared = ComparedMeasureFactory(indicator=measure, source="Made for the bench")
    published(compared, {council: str(40 + n % 60) for n, council in enumerate(councils)})
    CertificateFactory(indicator=measure, checked_by=User.objects.get(email="bench@exampleshire.example"))
    return ref


def _broken_down(measure: Indicator, sheets: int, groups: int) -> None:
    dimension = Dimension.objects.create(name=f"Wards of {measure.ref}", noun="ward", nouns="wards", threshold=0)
    wards = Group.objects.bulk_create(
        Group(dimension=dimension, name=f"Ward {n:03}", position=n) for n in range(1, groups + 1)
    )
    breakdown = Breakdown.objects.create(indicator=measure, dimension=dimension, adds_up=False)
    standing = Observation.objects.filter(indicator=measure, is_current=True).order_by("-period")[:sheets]
    made = Sheet.objects.bulk_create(
        Sheet(observation=each, breakdown=breakdown, entered_at=AT, approved_at=AT) for each in standing
    )
    GroupFigure.objects.bulk_create(
        (GroupFigure(sheet=sheet, group=ward, value=50 + n % 40) for sheet in made for n, ward in enumerate(wards)),
        batch_size=2000,
    )


main()
