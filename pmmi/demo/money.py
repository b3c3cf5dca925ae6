"""Budgets and posts of Exampleshire's services, month by month, this year and the last. All numbers invented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from accounts.actors import Actor
from money.changes.budgets import BudgetLineRead, BudgetRead, read_budget_in
from money.changes.extracts import MonthLine, MonthRead, read_month_in
from money.changes.staff import StaffRead, TeamRead, link_team, read_staff_in
from money.models import BudgetLine
from money.queries.stored import standing_extract
from money.rules.amounts import to_the_penny
from plans.models import Objective
from plans.periods import Frequency, Period, containing
from pmmi.demo.organisation import Organisation


class Told(NamedTuple):
    """A line: what it is for, planned in thousands of pounds (income with a minus), what the year comes to for each
    pound planned, and its shares in per cent by the number of the objective in its service's plan.
    """

    name: str
    nature: str
    thousands: int
    comes_to: str
    serves: Mapping[int, int]


R, C = "revenue", "capital"
LINES: dict[str, tuple[Told, ...]] = {
    "Customer Services": (Told("Contact centre", R, 1_140, "1.012", {0: 100}), Told("Web and telephone systems", R, 310, "0.988", {0: 70})),
    "Environmental and Technical Services": (Told("Street cleaning", R, 1_980, "1.006", {0: 100}), Told("Parks and open spaces", R, 1_420, "0.994", {0: 40}), Told("Car parking charges", R, -2_150, "1.031", {}), Told("Footway repairs", C, 900, "1.000", {0: 50})),
    "Finance, Revenues and Benefits": (Told("Revenues and collection", R, 1_260, "0.997", {0: 100}), Told("Benefits administration", R, 1_510, "1.023", {1: 100}), Told("Administration grant", R, -640, "1.000", {1: 100})),
    "Human Resources": (Told("Workforce and wellbeing", R, 760, "0.981", {0: 80}), Told("Apprenticeships", R, 240, "0.902", {0: 100})),
    "Housing Services": (Told("Temporary accommodation", R, 2_340, "1.214", {0: 100}), Told("Housing advice and prevention", R, 890, "1.018", {0: 100}), Told("Homelessness prevention grant", R, -760, "1.000", {0: 100}), Told("Affordable homes with partners", C, 6_200, "0.872", {1: 100})),
    "Internal Audit": (Told("Internal audit", R, 390, "1.000", {0: 100}),),
    "IT Services": (Told("Service desk", R, 680, "1.004", {0: 100}), Told("Licences and hosting", R, 1_290, "1.046", {0: 60}), Told("Data centre", C, 750, "1.180", {0: 100})),
    "Leisure Services": (Told("Leisure centres", R, 1_870, "1.009", {0: 90}), Told("Leisure charges", R, -1_240, "0.942", {0: 90}), Told("Swimming pool roof", C, 3_400, "0.618", {0: 100})),
    "Planning Services": (Told("Development management", R, 1_320, "0.918", {0: 100}), Told("Planning fees", R, -980, "0.876", {0: 100}), Told("Local plan", R, 460, "0.934", {1: 100})),
    "Regulatory Services": (Told("Food and workplace safety", R, 720, "0.995", {0: 100}), Told("Licensing fees", R, -310, "1.012", {})),
    "Waste and Recycling": (Told("Refuse collection", R, 3_180, "1.058", {0: 100}), Told("Recycling and food waste", R, 1_460, "1.036", {0: 40, 1: 60}), Told("Advisers and publicity", R, 180, "0.978", {1: 100}), Told("Trade waste charges", R, -420, "0.951", {0: 100}), Told("Electric collection vehicles", C, 2_400, "0.760", {0: 100})),
    "Community Wellbeing": (Told("Financial hardship fund", R, 540, "1.000", {0: 100}), Told("Community centres", R, 610, "1.011", {1: 60}), Told("Voluntary sector grants", R, 380, "1.000", {0: 30, 1: 50})),
    "Economic Development": (Told("Business support", R, 430, "0.962", {0: 100}), Told("Town centre management", R, 290, "1.007", {1: 100}), Told("Market square", C, 1_850, "0.540", {1: 100})),
    "Adult Social Care": (Told("Home care", R, 18_600, "1.031", {0: 35}), Told("Residential care", R, 24_300, "1.022", {}), Told("Hospital discharge team", R, 1_120, "1.008", {0: 100}), Told("Better care fund", R, -4_900, "1.000", {0: 50})),
    "Safer Exampleshire Partnership": (Told("Community safety team", R, 340, "0.996", {0: 100}), Told("Safer streets grant", R, -150, "1.000", {0: 100})),
}  # fmt: skip
# Posts established, how many of each hundred are filled, and days lost to sickness by a post in a year.
POSTS: dict[str, tuple[str, int, int]] = {
    "Customer Services": ("34.0", 94, 9), "Environmental and Technical Services": ("71.5", 91, 11),
    "Finance, Revenues and Benefits": ("62.0", 96, 7), "Human Resources": ("18.5", 97, 5),
    "Housing Services": ("47.5", 83, 13), "Internal Audit": ("6.5", 85, 4), "IT Services": ("28.0", 89, 6),
    "Leisure Services": ("54.0", 95, 8), "Planning Services": ("31.0", 81, 8), "Regulatory Services": ("19.0", 100, 6),
    "Waste and Recycling": ("88.5", 90, 14), "Community Wellbeing": ("22.0", 95, 9),
    "Economic Development": ("11.5", 91, 5), "Adult Social Care": ("212.0", 86, 12),
    "Safer Exampleshire Partnership": ("7.0", 100, 3),
}  # fmt: skip
CORRECTED = 2
"""The month, from April, that was read in twice: once with one line wrong."""


@dataclass(frozen=True, slots=True)
class _Line:
    told: Told
    key: int
    planned: Decimal


def make_money(organisation: Organisation, objectives: Mapping[str, Objective], *, by: Actor, now: datetime) -> None:
    """The budgets and the months of the ledger until the last that is over."""
    this_year = containing(now.date(), Frequency.YEAR)
    for year in (this_year.previous(), this_year):
        lines = _budget(organisation, objectives, year, by=by)
        for month in year.parts(Frequency.MONTH):
            if month.is_over(now.date() - timedelta(days=5)):
                at = _morning(month.end + timedelta(days=5))
                _month(lines, month, by=by, at=at)
                _posts(organisation, month, by=by, at=at)
    for service, unit in organisation.services.items():
        own = {
            objectives[f"{service}/{place}"]: Decimal(part) for place, part in _WORKS_ON[len(_own(objectives, service))]
        }
        link_team(by=by, at=now - timedelta(days=200), unit=unit, version=unit.version, shares=own)


def _budget(organisation: Organisation, objectives: Mapping[str, Objective], year: Period, *, by: Actor) -> list[_Line]:
    rows, told = [], {}
    for service, lines in LINES.items():
        code = objectives[f"{service}/0"].plan.ref.removeprefix("SP-")
        for number, each in enumerate(lines, 1):
            shares = {objectives[f"{service}/{place}"].pk: Decimal(part) for place, part in each.serves.items()}
            row = BudgetLineRead(
                code=f"{code}{100 * number}", name=each.name, unit_id=organisation.services[service].pk,
                nature=each.nature, flow="income" if each.thousands < 0 else "spending",
                planned=Decimal(each.thousands * 1000), shares=shares,
            )  # fmt: skip
            rows.append(row)
            told[row.code] = each
    refs = {each.pk: each.ref for each in objectives.values()}
    read = BudgetRead(year=year, new=rows, changed=[], stored=0, refs=refs)
    read_budget_in(
        by=by, at=_morning(year.start - timedelta(days=12)), filename=f"budget-{year.start.year}.csv", read=read
    )
    stored = BudgetLine.objects.filter(year=year).order_by("pk").values_list("code", "pk", "planned")
    return [_Line(told[code], pk, planned) for code, pk, planned in stored]


def _month(lines: Iterable[_Line], month: Period, *, by: Actor, at: datetime) -> None:
    rows = [_told(each, month.number) for each in lines]
    read = MonthRead(year=month.year, month=month, lines=rows, replaces=None, whole=len(rows))
    filename = f"ledger-{month.start:%Y-%m}.csv"
    if month.number != CORRECTED:
        read_month_in(by=by, at=at, filename=filename, read=read)
        return
    first, *rest = rows
    wrong = MonthLine(first.line, first.planned, first.profiled, first.actual * 2, first.forecast)
    twice = MonthRead(year=month.year, month=month, lines=[wrong, *rest], replaces=None, whole=len(rows))
    read_month_in(by=by, at=at, filename=filename, read=twice)
    mended = MonthRead(year=month.year, month=month, lines=rows, replaces=standing_extract(month), whole=len(rows))
    read_month_in(by=by, at=at + timedelta(days=2), filename=f"ledger-{month.start:%Y-%m}-corrected.csv", read=mended)


def _own(objectives: Mapping[str, Objective], service: str) -> list[str]:
    return [ref for ref in objectives if ref.startswith(f"{service}/")]


_WORKS_ON = {1: ((0, 85),), 2: ((0, 55), (1, 35))}
"""How many per cent of a service's posts work on its objectives, by how many it has."""


def _posts(organisation: Organisation, month: Period, *, by: Actor, at: datetime) -> None:
    teams = []
    for number, (service, (established, filled, sickness)) in enumerate(POSTS.items()):
        whole, drift = Decimal(established), Decimal((number * 5 + month.number * 3) % 7 - 3) / 2
        in_post = min(whole, max(Decimal(0), (whole * filled / 100 + drift).quantize(Decimal("0.1"))))
        lost = (whole * sickness * month.number / 12).quantize(Decimal("0.5"))
        teams.append(TeamRead(organisation.services[service].pk, whole, in_post, lost))
    read = StaffRead(month=month, teams=teams)
    read_staff_in(by=by, at=at, filename=f"establishment-{month.start:%Y-%m}.csv", read=read)


def _told(line: _Line, months: int) -> MonthLine:
    """Over the year a forecast moves from the plan to what the year comes to; capital is spent late."""
    comes_to = Decimal(line.told.comes_to)
    forecast = to_the_penny(line.planned * (1 + (comes_to - 1) * min(months + 2, 10) / 10))
    profiled = to_the_penny(line.planned * months * months / 144) if line.told.nature == C else None
    gone = Decimal(months * months) / 144 if line.told.nature == C else Decimal(months) / 12
    wobble = Decimal((line.key * 37 + months * 11) % 13 - 6) / 1000
    return MonthLine(line.key, line.planned, profiled, to_the_penny(forecast * gone * (1 + wobble)), forecast)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 20), tzinfo=UTC)
