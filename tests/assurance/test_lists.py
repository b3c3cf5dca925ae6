"""The council-wide page and audit samples."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.roles import Role
from assurance.changes.samples import draw_sample, record_finding
from assurance.models import Sample
from assurance.queries.samples import risks_of
from assurance.rules.draw import drawn
from assurance.rules.risk import points_of
from foundation.refusals import ChangeRefused, Conflict
from plans.periods import Frequency, containing
from tests.factories import IndicatorFactory, ObservationFactory, UserFactory, acting_as, sign_in
from tests.factories.assurance import CertificateFactory, SampledFactory
from tests.factories.indicators import period_target

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
YEAR = containing(TODAY, Frequency.YEAR)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_a_council_without_measures_is_told_what_will_stand_here():
    client, _ = sign_in(Role.COUNCILLOR)
    assert "No measures yet" in text(client.get("/quality/"))


def test_it_opens_with_how_sure_the_council_is():
    CertificateFactory(grade="sound", indicator__name="Calls")
    CertificateFactory(grade="weak", indicator__name="Visits", review_on=date(2026, 10, 1))
    IndicatorFactory(name="Never looked at")
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/quality/"))
    assert "1 of 3 measures have a data quality certificate that holds" in page
    assert "1 overdue for review and 1 never checked." in page
    for query, shown in (
        ("?standing=overdue", "Visits"),
        ("?standing=none", "Never looked at"),
        ("?grade=sound", "Calls"),
        ("?standing=holds", "Calls"),
        ("?q=visit", "Visits"),
    ):
        narrowed = text(client.get(f"/quality/{query}"))
        assert "1 of 3 measures shown" in narrowed
        rows = narrowed.partition("<tbody")[2]
        assert [each for each in ("Calls", "Visits", "Never looked at") if each in rows] == [shown]


@pytest.mark.parametrize("query", ["?grade=x", "?standing=x", "?unit=0", "?sort=none", "?page=99", "?kind=x"])
def test_an_address_that_cannot_be_answered_shows_the_list(query):
    CertificateFactory(indicator__name="Calls")
    client, _ = sign_in(Role.COUNCILLOR)
    assert "Calls" in text(client.get(f"/quality/{query}"))


def test_it_is_sorted_by_grade_and_by_review_and_can_be_taken_along():
    for name, grade, day in (("B", "weak", 1), ("A", "sound", 3), ("C", "unsafe", 2)):
        CertificateFactory(grade=grade, indicator__name=name, review_on=date(2027, 1, day))
    client, _ = sign_in(Role.COUNCILLOR)

    def names(query):
        rows = client.get(f"/quality/?download=csv&sort={query}").content.decode("utf-8-sig").splitlines()
        return "".join(row.split(",")[1] for row in rows[1:])

    assert (names("grade"), names("-grade"), names("review"), names("-name")) == ("ABC", "CBA", "BCA", "CBA")


def test_what_makes_audit_look_is_read_from_the_figures():
    measure = IndicatorFactory(is_key=True)
    target = ObservationFactory(indicator=measure, value=Decimal("79"), entered_by=UserFactory(), warning_reason="Sure")
    period_target(measure, target.period, 80)
    ObservationFactory(indicator=measure, period=target.period, revision=2, revision_reason="Again", is_current=False)
    held = CertificateFactory(indicator__name="Good")
    ObservationFactory(indicator=held.indicator)
    IndicatorFactory()  # without a figure in the year
    told = {
        each.pk: [reason.words for reason in reasons]
        for each, reasons in risks_of(acting_as(Role.AUDITOR), year=YEAR, today=TODAY).items()
    }
    assert told == {
        measure.pk: [
            "key measure", "no certificate", "close to its target", "1 revision", "1 warning overridden",
            "typed in, its source not named",
        ],
        held.indicator_id: [],
    }  # fmt: skip


def test_a_sample_can_be_drawn_again_from_its_seed():
    for number in range(12):
        ObservationFactory(indicator=IndicatorFactory(is_key=number % 2 == 0))
    by = acting_as(Role.AUDITOR)
    told = {"year": YEAR, "seed": 4711, "size": 5}
    one, other = (draw_sample(by=by, at=AT, today=TODAY, **told) for _ in range(2))
    refs = list(one.measures.order_by("place").values_list("indicator__ref", flat=True))
    assert refs == list(other.measures.order_by("place").values_list("indicator__ref", flat=True))
    risks = risks_of(by, year=YEAR, today=TODAY)
    assert refs == drawn({each.ref: points_of(found) for each, found in risks.items()}, seed=4711, size=5)
    assert (one.among, len(refs)) == (12, 5)


def test_a_year_without_figures_has_no_sample():
    IndicatorFactory()
    with pytest.raises(ChangeRefused, match="No measure has a figure in 2026/27 yet"):
        draw_sample(by=acting_as(Role.AUDITOR), at=AT, today=TODAY, year=YEAR, seed=1, size=5)
    assert not Sample.objects.exists()


def test_what_was_found_is_recorded_once_and_in_words():
    row, by = SampledFactory(), acting_as(Role.AUDITOR)
    with pytest.raises(ChangeRefused, match="Say in a sentence"):
        record_finding(by=by, at=AT, row=row, version=1, finding="wrong", words="")
    record_finding(by=by, at=AT, row=row, version=1, finding="slight", words="82 and not 83.")
    with pytest.raises(Conflict):
        record_finding(by=by, at=AT, row=row, version=1, finding="right", words="As kept.")
    client, _ = sign_in(Role.AUDITOR)
    page = text(client.get(row.get_absolute_url()))
    assert "1 wrong, and the status stays" in page
    assert "82 and not 83." in page
    assert f"seed {row.sample.seed}" in page
    listed = client.get(f"{row.get_absolute_url()}?download=csv").content.decode("utf-8-sig")
    assert "key measure, no certificate" in listed


def test_a_sample_is_drawn_and_a_finding_recorded_on_the_screen():
    ObservationFactory()
    client, _ = sign_in(Role.AUDITOR)
    page = text(client.post("/quality/samples/new/", {"year": YEAR.key, "size": "0", "seed": "x"}))
    assert "There is a problem" in page
    page = text(client.post("/quality/samples/new/", {"year": YEAR.key, "size": "3", "seed": "7"}, follow=True))
    assert "1 of 1 measures of 2026/27" in page
    (row,) = Sample.objects.get().measures.all()
    address = f"/quality/samples/found/{row.pk}/"
    page = text(client.post(address, {"finding": "right", "words": "", "version": "1"}))
    assert "Say in a sentence what was found" in page
    client.post(address, {"finding": "right", "words": "As kept.", "version": "1"})
    row.refresh_from_db()
    assert (row.finding, row.words) == ("right", "As kept.")
    assert "Looked at" in text(client.get("/quality/samples/"))


def test_samples_are_for_audit():
    client, _ = sign_in(Role.COUNCILLOR)
    assert client.get("/quality/samples/").status_code == 403
