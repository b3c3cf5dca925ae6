"""A pack of a hundred pages and a service's report, against the bare compile and the bare workbook of the same."""

import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from accounts.models import Unit
from indicators.models import Indicator
from reporting import audiences, snapshots
from reporting.exports import document_xlsx
from reporting.pdf import FONTS, render_pdf
from reporting.pdf.template_data import template_data
from scrutiny.models import Pack, PackItem
from scrutiny.packs.files import make_pdf
from tests.bench import table
from tests.bench.bare import bare_pdf, bare_xlsx, cells_of
from tests.bench.council import LAST, make_council
from tests.bench.server import p50
from tests.factories.scrutiny import MeetingFactory, PackFactory, PackItemFactory

CARDS, PAGES, ROUNDS = 164, 100, 3
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
PACK, REPORT, WORKBOOK = 4.0, 2.2, 2.5  # floors

pytestmark = [pytest.mark.bench, pytest.mark.real_clock, pytest.mark.django_db]


def test_a_pack_of_a_hundred_pages_against_its_bare_compile():
    pack = hundred_pages()
    made = make_pdf(pack, is_public=True, at=AT)
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert len(pdf.pages) >= PAGES
    data = filled(made.document)
    found = floors(lambda: make_pdf(pack, is_public=True, at=AT), lambda: bare_pdf(data))
    table.ratio("P12", "public pack of 100 pages, read, made and proved", found, floor="bare compile", limit=PACK)
    assert table.broken("P12") == []


def test_a_report_against_its_bare_compile_and_workbook():
    make_council(services=20, measures=35, years=5)
    live = snapshots.gather(LAST, at=AT)
    document, _ = snapshots.make(audiences.orders(LAST)[0], live)
    data, cells = filled(document), cells_of(document_xlsx(document, timestamp=0))
    pdf = floors(lambda: render_pdf(document, timestamp=0), lambda: bare_pdf(data))
    xlsx = floors(lambda: document_xlsx(document, timestamp=0), lambda: bare_xlsx(cells))
    table.ratio("P12", "a service's report as PDF", pdf, floor="bare compile", limit=REPORT)
    table.ratio("P12", "a service's report as XLSX", xlsx, floor="bare workbook", limit=WORKBOOK)
    assert table.broken("P12") == []


def filled(document: Any) -> bytes:
    return json.dumps(template_data(document, FONTS)).encode()


def floors(ours: Callable[[], object], bare: Callable[[], object]) -> float:
    """Ours in floors at the median, made in turn with the bare."""
    pairs = [(_seconds(ours), _seconds(bare)) for _ in range(ROUNDS)]
    return p50([pair[0] for pair in pairs]) / p50([pair[1] for pair in pairs])


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def hundred_pages() -> Pack:
    """A 700-measure council's committee with a card for each of many measures, and an exempt note among them."""
    make_council(services=20, measures=35, years=5)
    committee = Unit.objects.create(name="Scrutiny Committee", kind="committee")
    pack = PackFactory(meeting=MeetingFactory(committee=committee))
    indicators = Indicator.objects.order_by("ref")[:CARDS]
    PackItem.objects.bulk_create(
        PackItem(pack=pack, position=position, indicator=each) for position, each in enumerate(indicators, 1)
    )
    secret = "The contractor offers to extend by two years at 3% below the current rate. " * 20
    PackItemFactory(pack=pack, exempt=True, heading="Terms of the waste contract", note=secret)
    return pack
