"""Adds to the bench council a national store: 330 councils, 1,000 measures; prints what the bench asks for.

``BENCH_QUARTERS`` says how many quarters: 40 are the 13.2 million figures of the goal, and take some minutes to make.
"""

import json
import os
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.db import connection  # noqa: E402  the settings come first

from benchmarks.changes.councils import GroupDetails, create_group, follow  # noqa: E402
from benchmarks.changes.kept import keep_rounds  # noqa: E402
from benchmarks.models import ComparedMeasure, Council, Round  # noqa: E402
from indicators.models import Indicator  # noqa: E402
from tests.bench.council import LAST  # noqa: E402

COUNCILS, MEASURES, NEIGHBOURS = 330, 1_000, 15
TYPES = ("county", "district", "london", "metropolitan", "unitary")
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
# The same on every machine, spread over 0 to 99.7, with ties.
_FIGURES = """
    INSERT INTO benchmarks_councilfigure (round_id, council_id, value, standing)
    SELECT told.id, council.id, ((told.id * 7919 + council.id * 104729 + told.id * council.id * 31) %% 9973) / 100.0,
        'final'
    FROM benchmarks_round told CROSS JOIN benchmarks_council council WHERE told.period = %s
"""


def main() -> None:
    from accounts.actors import SYSTEM

    councils = Council.objects.bulk_create(
        Council(name=f"Council {n:03}", type=TYPES[n % len(TYPES)], region=f"Region {n % 9}", is_own=n == 0)
        for n in range(COUNCILS)
    )
    follow(councils)
    about = GroupDetails(kind="neighbours", name="Neighbours of 000", of=councils[0])
    create_group(by=SYSTEM, at=AT, details=about, members=councils[1 : NEIGHBOURS + 1])
    measures = ComparedMeasure.objects.bulk_create(
        ComparedMeasure(
            code=f"CM{n:04}", title=f"Compared measure {n}", polarity=("high", "low")[n % 2], unit="%",
            indicator=indicator, source="Made for the bench",
        )
        for n, indicator in enumerate(Indicator.objects.order_by("ref")[:MEASURES])
    )  # fmt: skip
    for back in range(int(os.environ.get("BENCH_QUARTERS", "4")) - 1, -1, -1):
        period = LAST.previous(back)
        rounds = Round.objects.bulk_create(Round(measure=each, period=period, loaded_at=AT) for each in measures)
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES, [period.key])
            cursor.execute("ANALYZE benchmarks_councilfigure")
        keep_rounds([each.pk for each in rounds])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT COUNT(*) FROM benchmarks_councilfigure")
        figures = cursor.fetchone()[0]
    print(json.dumps({"figures": figures, "measure": measures[0].pk, "own": councils[0].pk, "period": LAST.key}))


if __name__ == "__main__":
    main()
