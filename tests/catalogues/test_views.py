"""The pages of catalogues: what they say to whom, adopting, mapping, and the gap."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from accounts.roles import Role
from catalogues.imports.plan import plan_entries, read_catalogue_file
from catalogues.models import Catalogue, Entry, EntryMapping
from indicators.imports.jobs import perform_import
from indicators.models import AnnualTarget, ImportBatch, ImportState, Indicator
from tests.catalogues.imports.files import LGBF
from tests.factories import IndicatorFactory, PostFactory, UnitFactory, sign_in
from tests.factories.catalogues import CatalogueFactory, EntryFactory, EntryMappingFactory
from tests.indicators.test_new_measure import fields

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
LIST, ENTRIES = "/catalogues/", "/catalogues/entries/"
UNCHECKED = "not checked against a stored source"


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)[0]


@pytest.fixture
def service():
    unit = UnitFactory(name="Waste and Recycling")
    PostFactory(unit=unit, title="Head of Waste", role=Role.APPROVER.value)
    PostFactory(unit=unit, title="Waste officer", role=Role.DATA_OFFICER.value)
    return unit


def test_without_a_catalogue_each_reader_is_told_what_comes_next(admin):
    page = text(admin.get(LIST))
    assert "No catalogue yet" in page
    assert "Take in one that comes with the product" in page
    assert "Local Outcomes Framework" in page
    read = text(sign_in(Role.COUNCILLOR)[0].get(LIST))
    assert "The performance team takes in national frameworks here" in read
    assert "Take it in" not in read
    assert "No catalogue yet" in text(admin.get(ENTRIES))


def test_one_that_comes_with_the_product_is_taken_in_by_a_button_and_says_that_it_is_a_part(admin):
    page = text(admin.post(reverse("catalogues:catalogue-take", args=["local_outcomes_framework"]), follow=True))
    assert "Local Outcomes Framework is here now, with 30 of its measures." in page
    catalogue = Catalogue.objects.get()
    for address in (catalogue.get_absolute_url(), reverse("catalogues:catalogue-gap", args=[catalogue.pk])):
        assert "This is a part of the framework, not all of it." in text(admin.get(address))
    again = text(admin.post(reverse("catalogues:catalogue-take", args=["local_outcomes_framework"]), follow=True))
    assert "Local Outcomes Framework is here already." in again
    assert admin.post(reverse("catalogues:catalogue-take", args=["nothing"])).status_code == 404


@pytest.mark.real_clock
@pytest.mark.usefixtures("files_are_read_here")
def test_a_publishers_own_file_is_asked_about_once_and_loaded(admin):
    file = SimpleUploadedFile("lgbf_indicators.csv", LGBF.encode())
    answer = admin.post("/indicators/imports/new/?kind=catalogue", {"file": file}, follow=True)
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.MATCHING
    form = answer.context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert (filled["use-0"], filled["use-1"], filled["use-3"], filled["use-4"]) == (
        "Code",
        "Title",
        "Good is",
        "Best value",
    )
    filled |= {"common-Catalogue": "Local Government Benchmarking Framework", "use-9": "out"}
    preview = text(admin.post(reverse("indicators:import-match", args=[batch.pk]), filled, follow=True))
    assert "A new catalogue: Local Government Benchmarking Framework, called LGBF before a code." in preview
    admin.post(reverse("indicators:import-apply", args=[batch.pk]), follow=True)
    perform_import(batch_id=batch.pk, clock=timezone.now)
    women = Entry.objects.get(code="CORP03b")
    assert (women.named, women.polarity, str(women.best.normalize())) == ("LGBF CORP03b", "range", "0.5")
    assert women.kind == "Percentage"


def test_marks_stand_on_every_page_that_names_the_entry(admin):
    entry = EntryFactory(title="Civic participation", title_check=UNCHECKED, is_placeholder=True)
    measure = IndicatorFactory(ref="CP01")
    gap = reverse("catalogues:catalogue-gap", args=[entry.catalogue_id])
    pages = [ENTRIES, entry.get_absolute_url(), gap, reverse("catalogues:entry-adopt", args=[entry.pk])]
    EntryMappingFactory(entry=entry, measure=measure)
    pages += [measure.get_absolute_url(), "/indicators/definitions/CP01/", "/catalogues/measures/CP01/", gap]
    for address in pages:
        page = text(admin.get(address)).casefold()
        assert UNCHECKED in page, address
        assert "placeholder" in page, address
    assert "1 title not checked against a stored source" in text(admin.get(LIST))


def test_an_entry_is_adopted_in_one_step_with_what_it_says(admin, service):
    catalogue = CatalogueFactory(name="Benchmarking", short="LGBF")
    entry = EntryFactory(
        catalogue=catalogue, code="ENV06", title="% of household waste recycled", kind="Percentage", polarity="high",
        frequency="Annual", numerator="Tonnes recycled", denominator="Tonnes collected",
    )  # fmt: skip
    address = reverse("catalogues:entry-adopt", args=[entry.pk])
    page = admin.get(address).content.decode()
    assert "What it says is filled in; choose the service." in " ".join(page.split())
    assert "<title>Adopt LGBF ENV06, step 1 of 3" in page
    data = fields(page)
    assert (data["name"], data["kind"], data["polarity"], data["frequency"]) == (entry.title, "percentage", "high", "Y")
    second = admin.post(address, {**data, "service": str(service.pk), "next": "1"}).content.decode()
    ticked = fields(second)
    assert "has_parts" in ticked  # a browser sends "on" for a ticked box without a value
    third = admin.post(address, {**ticked, "has_parts": "on", "target": "55", "next": "1"}).content.decode()
    answer = admin.post(address, {**fields(third), "save": "1"}, follow=True)
    measure = Indicator.objects.get()
    assert "is defined and mapped to the entry that it was made from" in text(answer)
    assert (measure.name, measure.has_parts, measure.numerator, measure.service) == (
        entry.title,
        True,
        "Tonnes recycled",
        service,
    )
    assert AnnualTarget.objects.get(indicator=measure).value == 55
    mapping = EntryMapping.objects.get()
    assert (mapping.entry, mapping.measure, mapping.was_adopted) == (entry, measure, True)
    assert "Also known as <a" in text(admin.get(measure.get_absolute_url()))
    assert "LGBF ENV06" in text(admin.get(measure.get_absolute_url()))
    assert Event.objects.get(action="adopted").page_type == "catalogues.catalogue"
    history = text(admin.get(f"{catalogue.get_absolute_url()}?tab=history"))
    assert f"{measure.ref} {entry.title}" in history
    assert "adopted" in history.casefold()


def test_a_measure_that_is_refused_leaves_no_mapping_and_keeps_what_was_typed(admin, service):
    IndicatorFactory(ref="WR01")
    entry = EntryFactory(title="Fly-tipping", kind="Number", polarity="low", frequency="Quarterly")
    address = reverse("catalogues:entry-adopt", args=[entry.pk])
    data = fields(admin.get(address).content.decode())
    posts = {name: service.posts.first().pk for name in ("owner", "data_provider", "approver")}
    refused = admin.post(
        address, {**data, **posts, "ref": "WR01", "service": service.pk, "counting": "flow", "save": "1"}
    )
    assert "Fly-tipping" in text(refused)
    assert (refused.status_code, EntryMapping.objects.count(), Indicator.objects.count()) == (200, 0, 1)


def test_ours_and_theirs_are_mapped_both_ways_and_taken_away_again(admin):
    measure, other = IndicatorFactory(ref="HS07", name="Homes"), IndicatorFactory(ref="HS08")
    first, second = EntryFactory(code="A1"), EntryFactory(code="B2")
    admin.post(reverse("catalogues:entry-map", args=[first.pk]), {"measure": measure.pk, "note": "Ours counts flats"})
    admin.post(reverse("catalogues:measure-names", args=["HS07"]), {"entry": second.pk})
    admin.post(reverse("catalogues:entry-map", args=[first.pk]), {"measure": other.pk})
    assert list(measure_names(measure)) == ["A1", "B2"]
    page = text(admin.get(first.get_absolute_url()))
    assert "Differs: Ours counts flats" in page
    assert "HS08" in page
    twice = text(admin.post(reverse("catalogues:entry-map", args=[first.pk]), {"measure": measure.pk}))
    assert "Select the measure that answers to it from the list" in twice or "There is a problem" in twice
    assert EntryMapping.objects.count() == 3
    mapping = EntryMapping.objects.get(entry=first, measure=measure)
    back = admin.post(reverse("catalogues:mapping-remove", args=[mapping.pk]), {"from": "measure"})
    assert back.url == reverse("catalogues:measure-names", args=["HS07"])
    assert list(measure_names(measure)) == ["B2"]
    nothing = text(admin.post(reverse("catalogues:measure-names", args=["HS07"]), {"note": "typed"}))
    assert "Select the entry that it answers to" in nothing
    assert 'value="typed"' in nothing


def measure_names(measure):
    return EntryMapping.objects.filter(measure=measure).order_by("entry__code").values_list("entry__code", flat=True)


def test_the_list_is_filtered_sorted_and_downloaded(admin):
    adopted = EntryFactory(code="A1", title="Aa", theme="Waste")
    mapped = EntryFactory(code="B2", title="Bb", catalogue=adopted.catalogue)
    EntryFactory(code="C3", title="Cc", title_check=UNCHECKED)
    EntryMappingFactory(entry=adopted, was_adopted=True)
    EntryMappingFactory(entry=mapped, measure__ref="MM01")

    def found(query):
        return [row.code for row in admin.get(ENTRIES + query).context["rows"]]

    assert found("?sort=-code") == ["C3", "B2", "A1"]
    assert found("?state=adopted") == ["A1"]
    assert found("?state=mapped") == ["B2"]
    assert found("?state=neither") == ["C3"]
    assert found("?check=unchecked") == ["C3"]
    assert found("?check=placeholder") == []
    assert found(f"?catalogue={adopted.catalogue_id}&theme=Waste") == ["A1"]
    assert found("?q=bb") == ["B2"]
    lines = admin.get(f"{ENTRIES}?sort=code&download=csv").content.decode("utf-8-sig").splitlines()
    assert lines[2].startswith(f"{adopted.catalogue.name},B2,Bb,")
    assert lines[2].endswith("MM01,MM01 mapped")
    assert "No entry fits these filters" in text(admin.get(f"{ENTRIES}?q=zzz"))


def test_the_file_of_the_list_can_be_imported_and_changes_nothing(admin):
    EntryFactory(polarity="range", best="0.5", frequency="Annual", source_url="https://example.org/a", title="=1+1")
    data = admin.get(f"{ENTRIES}?download=csv").content
    plan = plan_entries(read_catalogue_file(data, "c.csv"), "c.csv", today=date(2026, 10, 14))
    assert [row.outcome.value for row in plan.rows] == ["unchanged"]


def test_the_gap_report_counts_measures_in_use_and_names_what_is_missing(admin):
    catalogue = CatalogueFactory(name="Framework")
    held, retired, missing = (
        EntryFactory(catalogue=catalogue, title=title, theme="Homes") for title in ("Held", "Was", "Not")
    )
    EntryMappingFactory(entry=held, measure__ref="HS01")
    EntryMappingFactory(entry=retired, measure__ref="HS02", measure__ends_on=date(2026, 1, 1))
    IndicatorFactory(ref="ZZ01", name="Ours alone")
    page = text(admin.get(reverse("catalogues:catalogue-gap", args=[catalogue.pk])))
    assert "We do not measure 2 of the 3 entries of Framework." in page
    assert "1 of our 2 measures in use." in page
    assert "ZZ01 Ours alone" in page
    lines = admin.get(f"/catalogues/{catalogue.pk}/gap/?download=csv").content.decode("utf-8-sig").splitlines()
    what = [line.split(",")[0] for line in lines[1:]]
    assert what == ['"In the catalogue'] * 3 + ['"Our own']
    assert [line.count("not measured") for line in lines[1:]] == [1, 1, 0, 0]
    assert missing.title in lines[2]


def test_a_partner_is_told_of_its_own_measures_alone():
    unit = UnitFactory(kind="partner")
    client, _ = sign_in(Role.PARTNER, unit)
    entry = EntryFactory(title="Shared")
    EntryMappingFactory(entry=entry, measure__name="SECRET MEASURE", measure__ref="SECRET1")
    own = EntryMappingFactory(entry=EntryFactory(catalogue=entry.catalogue), measure__service=unit, measure__ref="OWN1")
    gap = reverse("catalogues:catalogue-gap", args=[entry.catalogue_id])
    for address in (
        LIST,
        ENTRIES,
        entry.get_absolute_url(),
        entry.catalogue.get_absolute_url(),
        gap,
        f"{gap}?download=csv",
    ):
        page = text(client.get(address))
        assert "SECRET" not in page, address
    assert "Only measures of your own services" in text(client.get(gap))
    assert own.measure.ref in text(client.get(ENTRIES))
    assert "1 of 2 measured" in text(client.get(gap))


def test_a_catalogue_is_changed_and_somebody_elses_change_is_not_lost(admin):
    catalogue = CatalogueFactory(name="Old", short="OLD")
    CatalogueFactory(name="Taken")
    address = reverse("catalogues:catalogue-edit", args=[catalogue.pk])
    page = admin.get(address)
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    data |= {"name": "New", "is_part": "on", "source_url": "ftp://x"}
    refused = text(admin.post(address, data))
    assert "Begin the address with https://" in refused
    data["source_url"] = "https://example.org"
    assert "Another catalogue is called taken already" in text(admin.post(address, {**data, "name": "taken"}))
    admin.post(address, data)
    catalogue.refresh_from_db()
    assert (catalogue.name, catalogue.is_part, catalogue.version) == ("New", True, 2)
    late = text(admin.post(address, {**data, "short": "LATE"}))
    assert "Somebody else saved this while you had it open" in late


@pytest.mark.parametrize("address", [ENTRIES, LIST, "gap", "measure"])
def test_no_page_takes_more_statements_with_more_entries(address):
    client = sign_in(Role.ADMINISTRATOR)[0]
    catalogue, measure = CatalogueFactory(), IndicatorFactory(ref="MM01")

    def statements(number):
        for entry in EntryFactory.create_batch(number, catalogue=catalogue, theme="A"):
            EntryMappingFactory(entry=entry, measure=measure)
        page = {"gap": f"/catalogues/{catalogue.pk}/gap/", "measure": "/indicators/definitions/MM01/"}.get(
            address, address
        )
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return len(asked)

    assert statements(2) == statements(40)
