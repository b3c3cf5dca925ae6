from datetime import UTC, datetime
from decimal import Decimal

import factory

from accounts.models import Unit
from money.models import BudgetLine, Extract, MonthFigure, Share, StaffExtract, StaffFigure
from plans.periods import Period, parse_key
from tests.factories.accounts import UnitFactory
from tests.factories.plans import ObjectiveFactory

YEAR = parse_key("2026-04-01YF")
JULY = parse_key("2026-07-01MF")


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    year = YEAR
    code = factory.Sequence(lambda n: f"CC{n:04}")
    name = factory.Sequence(lambda n: f"Budget line {n}")
    unit = factory.SubFactory(UnitFactory)
    planned = Decimal("120000.00")


class ShareFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Share

    line = factory.SubFactory(BudgetLineFactory)
    objective = factory.SubFactory(ObjectiveFactory)
    percent = Decimal("100.00")


def ledger_month(*lines: tuple[BudgetLine, str, str], month: Period = JULY, **about: object) -> Extract:
    """A month's extract: actual to date and forecast of each line, with the plan as it was set."""
    figures = [(line, Decimal(actual), Decimal(forecast)) for line, actual, forecast in lines]
    extract = Extract.objects.create(
        **{
            "year": month.year, "month": month, "filename": "july.csv", "read_at": datetime(2026, 8, 5, 9, tzinfo=UTC),
            "lines": len(lines), "planned": sum((line.planned for line, *_ in figures), Decimal(0)),
            "actual": sum((actual for _, actual, _ in figures), Decimal(0)),
            "forecast": sum((forecast for *_, forecast in figures), Decimal(0)), **about,
        }
    )  # fmt: skip
    MonthFigure.objects.bulk_create(
        MonthFigure(extract=extract, line=line, planned=line.planned, actual=actual, forecast=forecast)
        for line, actual, forecast in figures
    )
    return extract


def staff_month(*teams: tuple[Unit, str, str], month: Period = JULY, **about: object) -> StaffExtract:
    """A month's establishment: posts established and filled of each unit."""
    told = [(unit, Decimal(established), Decimal(in_post)) for unit, established, in_post in teams]
    extract = StaffExtract.objects.create(
        **{
            "month": month, "filename": "staff.csv", "read_at": datetime(2026, 8, 5, 9, tzinfo=UTC), "teams": len(told),
            "established": sum((each for _, each, _ in told), Decimal(0)),
            "in_post": sum((each for *_, each in told), Decimal(0)), **about,
        }
    )  # fmt: skip
    StaffFigure.objects.bulk_create(
        StaffFigure(extract=extract, unit=unit, established=established, in_post=in_post)
        for unit, established, in_post in told
    )
    return extract
