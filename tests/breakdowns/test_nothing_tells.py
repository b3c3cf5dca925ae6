"""Whatever the hidden numbers are, every page and file is the same: so none of them tells of one, in whatever order."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from accounts.roles import Role
from breakdowns.models import Dimension, GroupFigure, GroupTarget
from tests.breakdowns.rules.test_suppression import _could_be, _published
from tests.factories import IndicatorFactory, ObservationFactory, period_target, sign_in
from tests.factories.breakdowns import BreakdownFactory, DimensionFactory, entry, fill, wards
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
NAMES = ("Abbey", "Castle", "Mill", "Priory")
# Base and part of each ward; the threshold is 3, so that Abbey is hidden, and Priory with it.
TABLE = ((2, 1), (8, 6), (6, 3), (5, 4))
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"')


@pytest.fixture
def made():
    """A measure by ward, drawn on a map, with a target of its own for the small ward and figures a year before."""
    dimension = DimensionFactory(name="Ward", threshold=3, map_width=40, map_height=10)
    indicator = IndicatorFactory(ref="HO1", has_parts=True, numerator="Let", denominator="Homes")
    found = BreakdownFactory(indicator=indicator, dimension=dimension)
    groups = wards(dimension, *NAMES)
    for place, group in enumerate(groups):
        group.shape = [[[place * 9, 0], [place * 9 + 9, 0], [place * 9 + 9, 9]]]
        group.save()
    GroupTarget.objects.create(breakdown=found, group=groups[0], period=Q2, value=60)
    period_target(indicator, Q2, 60)
    for period in (Q2, Q2.last_year()):
        parts, bases = sum(part for _, part in TABLE), sum(base for base, _ in TABLE)
        figure = ObservationFactory(
            indicator=indicator, period=period, value=100 * parts / bases, numerator=parts, denominator=bases
        )
        fill(figure, found, {group: entry(part, base) for group, (base, part) in zip(groups, TABLE, strict=True)})
    return found


def addresses(made):
    page, measure = f"/breakdowns/measures/HO1/{made.dimension_id}/", made.indicator.get_absolute_url()
    for query in ("", "?sort=value", "?sort=-value", "?sort=status", "?sort=-status", f"?period={Q2.last_year().key}"):
        yield page + query
    yield from (f"{page}?download={kind}" for kind in ("csv", "xlsx"))
    for group in made.dimension.groups.all():
        for query in ("", "?sort=-status", "?download=csv"):
            yield f"/breakdowns/groups/{group.pk}/{query}"
    for tab in ("", "?tab=table", "?download=csv"):
        yield measure + tab
    yield from ("/breakdowns/", "/breakdowns/?download=csv", f"/breakdowns/{made.dimension_id}/")


def read(client, made):
    """Everything that there is to read, by its address, without what is new in each answer."""
    found = {}
    for address in addresses(made):
        answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = parts_of(answer.content) if address.endswith("xlsx") else TOKEN.sub(b"", answer.content)
    return found


def parts_of(workbook):
    """The parts of a workbook by name, but for the one that says when it was made."""
    with ZipFile(BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def put(made, table):
    for name, (base, part) in zip(NAMES, table, strict=True):
        value = 100 * part / base if base else None
        GroupFigure.objects.filter(sheet__breakdown=made, group__name=name).update(
            value=value, numerator=part, denominator=base, absence="" if base else "not_applicable"
        )


@pytest.mark.sweep
def test_whatever_is_hidden_every_page_and_file_is_the_same(made):
    assert Dimension.objects.get().threshold == 3
    published = _published(TABLE, 3)
    others = [each for each in _could_be(published, 3) if each != TABLE]
    assert {base for each in others for base, _ in each[:1]} >= {0, 1, 2}
    client, _ = sign_in(Role.COUNCILLOR)
    first = read(client, made)
    page = first[f"/breakdowns/measures/HO1/{made.dimension_id}/"]
    assert page.count(b">Not shown<") >= 2
    assert b"50.0%" in page
    for table in others:
        put(made, table)
        for address, content in read(client, made).items():
            assert content == first[address], (table, address)


def test_the_trial_notices_what_is_shown(made):
    """Another number of a ward that is shown changes the page: so the trial above would see a hidden one."""
    client, _ = sign_in(Role.COUNCILLOR)
    page = f"/breakdowns/measures/HO1/{made.dimension_id}/"
    first = TOKEN.sub(b"", client.get(page).content)
    put(made, (TABLE[0], (8, 5), (6, 4), TABLE[3]))
    assert TOKEN.sub(b"", client.get(page).content) != first


def test_the_page_says_of_the_whole_what_the_measures_own_page_says(made):
    client, _ = sign_in(Role.COUNCILLOR)
    here = client.get(f"/breakdowns/measures/HO1/{made.dimension_id}/").content.decode()
    there = client.get(f"{made.indicator.get_absolute_url()}?tab=table").content.decode()
    for words in ("66.7%", "On target"):
        assert words in here
        assert words in there
