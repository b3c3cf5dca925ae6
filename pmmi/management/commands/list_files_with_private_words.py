import json
from collections.abc import Iterator

from django.core.management.base import BaseCommand

from edr.models import Review, ReviewObjective
from foundation.words import counted
from reporting.models import Report
from reporting.workflow import ReportState
from scrutiny.models import PackFile

_SHORTEST = 12  # letters of a title that stands for one private plan or objective, not for anything


class Command(BaseCommand):
    help = (
        "List released reports and published packs that hold the title of a private plan which was moved into a "
        "development review. Run it once after an upgrade: what left cannot be called back, but it can be known of. "
        "No word of a review is printed."
    )

    def handle(self, **_: object) -> None:
        titles = private_titles()
        found = list(files_that_name(titles)) if titles else []
        for name, number in found:
            self.stdout.write(f"{name}: {counted(number, 'private title')}")
        self.stdout.write(f"{counted(len(found), 'file')} among those released, of {counted(len(titles), 'title')}.")


def private_titles() -> list[str]:
    """The titles of plans and objectives that were moved into reviews; short ones stand for too much."""
    moved = Review.objects.exclude(notes="")
    said = [line.strip() for notes in moved.values_list("notes", flat=True) for line in notes.splitlines()]
    plans = [line.partition(" ")[2].rsplit(", ", 2)[0] for line in said if " to " in line]
    objectives = ReviewObjective.objects.filter(review__in=moved).values_list("title", flat=True)
    return sorted({title for title in (*plans, *objectives) if len(title) >= _SHORTEST})


def files_that_name(titles: list[str]) -> Iterator[tuple[str, int]]:
    """Each released report and published pack that holds one of them, with how many."""
    reports = Report.objects.filter(state__in=[ReportState.RELEASED, ReportState.WITHDRAWN]).order_by("pk")
    for report in reports.iterator():
        yield from _named(f"Report {report.pk}, {report.title}", report.document, titles)
    for file in PackFile.objects.select_related("pack").order_by("pk").iterator():
        kind = "public" if file.is_public else "with exempt items"
        yield from _named(f"Pack {file.pack_id}, {file.pack}, {kind}", file.document, titles)


def _named(name: str, document: object, titles: list[str]) -> Iterator[tuple[str, int]]:
    text = json.dumps(document, ensure_ascii=False)
    number = sum(json.dumps(title, ensure_ascii=False)[1:-1] in text for title in titles)
    if number:
        yield name, number
