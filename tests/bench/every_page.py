"""Adds to the bench council one object for every route; prints [name, address, cookie] of every page as JSON.

The objects are those of the tests of architecture. Where the large council has the like, its own stand in their
place: a service of 35 measures, its return in all states, its plan and its report.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.db import connection  # noqa: E402  the settings come first

from accounts.models import Post, Unit  # noqa: E402
from indicators.models import Indicator, Return  # noqa: E402
from plans.models import Milestone, Objective, Plan  # noqa: E402
from reporting import audiences, snapshots  # noqa: E402
from reporting.models import Report  # noqa: E402
from scrutiny.packs import files  # noqa: E402
from tests.architecture.access import TABLE  # noqa: E402
from tests.architecture.rows import Row  # noqa: E402
from tests.architecture.sweep import address  # noqa: E402
from tests.architecture.world import AT, STRANGER, Side, World, build_world  # noqa: E402
from tests.bench.council import LAST  # noqa: E402
from tests.factories import UnitFactory  # noqa: E402

NO_PAGES = ("download", "-file", "return-workbook", "import-template", "health-", "brand", "run-progress")


def main() -> None:
    files.render_pdf = lambda *_, **__: b"%PDF"  # how a pack is printed is measured elsewhere
    UnitFactory.reset_sequence(1000, force=True)  # its names are numbered, as the council's own are
    large = Unit.objects.get(kind="council")
    world = build_world()
    Unit.objects.filter(pk=large.pk).update(kind="directorate", parent=world.council)  # there is one council
    _enlarge(world.ours, Unit.objects.get(name="Service 02"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    rows = [row for row in TABLE if row.get and not row.is_library and not any(word in str(row) for word in NO_PAGES)]
    print(json.dumps([[str(row), address(world, row), _cookie(world, row)] for row in rows]))


def _enlarge(side: Side, service: Unit) -> None:
    Post.objects.filter(pk__in=[side.head.pk, side.officer.pk]).update(unit=service)
    side.service, side.in_return = service, Return.objects.get(service=service, period=LAST)
    for figure in side.in_return.figures.select_related("indicator"):
        side.figures[figure.state], side.measures[figure.state] = figure, figure.indicator
    side.plan = Plan.objects.get(unit=service)
    side.objective = Objective.objects.get(plan=side.plan)
    side.priority = Objective.objects.filter(kind="priority", ref="P2").get()
    side.milestone = Milestone.objects.filter(objective=side.objective).first()
    measure: Indicator = side.measure
    side.extras["target"] = measure.annual_targets.get(year=LAST.year)
    side.extras["break"] = measure.breaks.create(period=LAST.previous(3), note="Counted anew.")
    side.remit.service = service
    side.remit.save()
    key = ("service", "management_team", "plan", side.plan.pk, None)
    order = next(each for each in audiences.orders(LAST) if each.key == key)
    document, facts = snapshots.make(order, snapshots.gather(LAST, at=AT))
    reports = [side.draft.pk, side.released.pk]
    Report._base_manager.filter(pk__in=reports).update(document=document, facts=facts)


def _cookie(world: World, row: Row) -> str:
    may = row.get or frozenset()
    who = "administrator" if "administrator" in may else min(may - {STRANGER})
    return "; ".join(f"{name}={value}" for name, value in world.cookies[who].items())


main()
