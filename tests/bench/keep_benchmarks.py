"""Makes anew what is kept of a quarter, and works out the same by bare SQL; prints seconds of both as JSON."""

import json
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402  the settings come first

from benchmarks.changes.kept import keep_rounds  # noqa: E402
from benchmarks.models import KeptSummary, Round  # noqa: E402

TURNS = 3
# As somebody would write it who keeps nothing: medians and quartiles of each measure and group.
_BARE = """
    SELECT figure.round_id, member.group_id, COUNT(*), MIN(value), MAX(value),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY value),
        percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY value)
    FROM benchmarks_councilfigure figure
    JOIN benchmarks_round told ON told.id = figure.round_id
    JOIN benchmarks_membership member ON member.council_id = figure.council_id
    WHERE told.period = %s GROUP BY 1, 2
"""


def main() -> None:
    period = os.environ["BENCH_PERIOD"]
    rounds = list(Round.objects.filter(period=period).values_list("pk", flat=True))
    ours, bare = [], []
    for _ in range(TURNS):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [period])
            found = cursor.fetchall()
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        with transaction.atomic():
            keep_rounds(rounds)
        ours.append(time.perf_counter() - began)
    kept = KeptSummary.objects.filter(round__in=rounds).count()
    assert kept == len(found)
    print(json.dumps({"ours": min(ours), "bare": min(bare), "rows": kept}))


if __name__ == "__main__":
    main()
