"""Who gives a certificate, what is refused, and that those before stay as they were."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.actors import actor_for
from accounts.audit import Named, record
from accounts.models import Event, Notice
from accounts.queries.subject_access import held_about
from accounts.roles import Role
from assurance.changes.certificates import CertificateDraft, add_evidence, certify
from assurance.models import Certificate, Evidence, Judged
from assurance.queries.hands import handled, no_longer_independent
from assurance.queries.waiting import reviews_due
from assurance.rules.grades import Dimension, Grade
from foundation.attachments import Attached
from foundation.refusals import ChangeRefused
from plans.periods import Frequency, containing, parse_label
from tests.factories import AppointmentFactory, IndicatorFactory, ObservationFactory, UserFactory, acting_as, sign_in
from tests.factories.assurance import CertificateFactory, EvidenceFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
YEAR = containing(TODAY, Frequency.YEAR)
REVISED = {True: {}, False: {"revision": 2, "revision_reason": "Counted again."}}


def draft(**changed):
    graded = {each: (Grade.SOUND, f"Of {each}: nothing found.") for each in Dimension}
    told = {"year": YEAR, "graded": graded, "checked_on": TODAY, "review_on": date(2027, 10, 14)}
    return CertificateDraft(**{**told, **changed})


def give(by, measure, **told):
    return certify(by=by, at=AT, today=TODAY, indicator=measure, **{"draft": draft(), **told})


def auditor():
    return acting_as(Role.AUDITOR)


def text(answer):
    return " ".join(answer.content.decode().split())


def typed(**changed):
    told = {
        name: value for each in Dimension for name, value in ((f"{each}_grade", "fair"), (f"{each}_words", "Read."))
    }
    days = {"year": YEAR.key, "checked_on": "1/10/2026", "review_on": "1/10/2027"}
    return {
        **told,
        **days,
        "limitations": "Counted by hand.",
        "uses": "",
        "sharing_note": "",
        "replaces": "",
        **changed,
    }


def test_it_is_as_good_as_its_weakest_dimension_and_is_recorded():
    measure, by = IndicatorFactory(), auditor()
    weak = draft().graded | {Dimension.TIMELINESS: (Grade.WEAK, "Half a year late.")}
    made = give(by, measure, draft=draft(graded=weak, limitations="Half a year late."))
    assert (made.grade, made.is_current, made.checked_by) == ("weak", True, by.user)
    assert Judged.objects.filter(certificate=made).count() == 6
    event = Event.objects.order_by("-pk").first()
    assert (event.action, event.thing_id) == ("certified", str(measure.pk))
    assert event.changes["data quality"] == [None, "Weak"]
    assert event.changes["timeliness"] == [None, "Weak: Half a year late."]


def test_another_one_takes_its_place_and_that_before_stays_as_it_was():
    measure = IndicatorFactory()
    first = CertificateFactory(indicator=measure, grade="weak")
    second = give(auditor(), measure, replaces=first.pk)
    first.refresh_from_db()
    assert (first.is_current, first.grade, first.limitations) == (
        False,
        "weak",
        "Two of the six centres count by hand.",
    )
    assert [each.pk for each in Certificate.objects.filter(indicator=measure, is_current=True)] == [second.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(indicator=measure)


@pytest.mark.parametrize(("name", "did"), [("entered_by", "entered"), ("approved_by", "approved")])
@pytest.mark.parametrize("is_current", [True, False])
def test_whoever_entered_or_approved_a_figure_of_the_year_is_refused_with_the_reason(name, did, is_current):
    measure, by = IndicatorFactory(), auditor()
    ObservationFactory(indicator=measure, is_current=is_current, **REVISED[is_current], **{name: by.user})
    with pytest.raises(ChangeRefused, match=f"You {did} its figure for 2026/27 Q2, so you cannot check the figures of"):
        give(by, measure)
    assert not Certificate.objects.exists()
    assert not Event.objects.filter(action="certified").exists()


def test_figures_of_another_year_or_measure_or_person_do_not_stand_in_the_way():
    measure, by = IndicatorFactory(), auditor()
    ObservationFactory(indicator=measure, period=parse_label("2025/26 Q4"), entered_by=by.user)
    ObservationFactory(indicator=measure, period=parse_label("2027/28 Q1"), entered_by=by.user)
    ObservationFactory(indicator=IndicatorFactory(), entered_by=by.user)
    ObservationFactory(indicator=measure, entered_by=UserFactory(), approved_by=UserFactory())
    assert give(by, measure).checked_by == by.user
    assert handled(by, measure, YEAR.previous()) == "entered its figure for 2025/26 Q4"


@pytest.mark.parametrize(("name", "did"), [("entered_by", "entered"), ("approved_by", "approved")])
def test_a_certificate_says_so_once_its_checker_has_a_hand_in_the_figures(name, did):
    by = acting_as(Role.ADMINISTRATOR)
    held = CertificateFactory(checked_by=by.user, year=YEAR, indicator__name="Visits")
    measure = held.indicator
    ObservationFactory(indicator=measure, period=parse_label("2025/26 Q4"), **{name: by.user})
    ObservationFactory(indicator=measure, period=parse_label("2027/28 Q1"), **{name: by.user})
    ObservationFactory(indicator=measure, period=parse_label("2026/27 Q1"), entered_by=UserFactory())
    assert no_longer_independent() == {}
    ObservationFactory(indicator=measure, **{name: by.user})
    assert no_longer_independent() == {held.pk: f"{by.name} {did} its figure for 2026/27 Q2"}
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(held.get_absolute_url()))
    assert f"No longer: {by.name} {did} its figure for 2026/27 Q2 since. Somebody who entered and approved none" in page
    assert "(No longer independent)" in page
    assert "(no longer independent)" in text(client.get(measure.get_absolute_url()))
    page = text(client.get("/quality/"))
    assert "0 of 1 measure have a data quality certificate that holds" in page
    assert "1 checked by somebody who had a hand in the figures since." in page
    assert "<strong>No longer independent</strong>" in page
    assert "Visits" in text(client.get("/quality/?standing=lost")).partition("<tbody")[2]
    for standing in ("holds", "soon", "overdue", "none"):
        assert "No measure fits" in text(client.get(f"/quality/?standing={standing}"))
    assert give(auditor(), measure, replaces=held.pk)
    assert no_longer_independent() == {}
    first = CertificateFactory(checked_by=by.user, year=YEAR)
    ObservationFactory(indicator=first.indicator, period=parse_label("2026/27 Q1"), **{name: by.user})
    assert list(no_longer_independent()) == [first.pk]


def test_who_saved_a_figure_that_somebody_else_saved_again_is_not_independent_either():
    measure, by = IndicatorFactory(), auditor()
    held = give(by, measure)
    figure = ObservationFactory(indicator=measure, entered_by=UserFactory())
    record(by=by, at=AT, action="approved", thing=figure, page=measure)
    record(by=auditor(), at=AT, action="saved", thing=figure, page=measure)
    before = ObservationFactory(indicator=measure, period=parse_label("2025/26 Q4"))
    record(by=by, at=AT, action="saved", thing=before, page=measure)
    record(by=by, at=AT, action="saved", thing=Named("breakdowns.sheet", key=str(figure.pk)), page=measure)
    assert no_longer_independent() == {}
    record(by=by, at=AT, action="saved", thing=figure, page=measure)
    assert no_longer_independent() == {held.pk: f"{by.name} entered its figure for 2026/27 Q2"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"checked_on": TODAY + timedelta(days=1)}, "has not come yet"),
        ({"year": YEAR.next()}, "2027/28 has not begun"),
        ({"review_on": TODAY}, "has to be after today"),
        ({"review_on": date(2030, 1, 1)}, "at most 3 years"),
        ({"uses": "personal"}, "how the data is shared"),
    ],
)
def test_what_cannot_be_is_refused(changed, said):
    with pytest.raises(ChangeRefused, match=said):
        give(auditor(), IndicatorFactory(), draft=draft(**changed))
    assert not Certificate.objects.exists()


def test_of_two_who_give_one_at_once_the_second_is_told():
    measure = IndicatorFactory()
    give(auditor(), measure)
    with pytest.raises(ChangeRefused, match="Somebody gave this measure a certificate"):
        give(auditor(), measure)
    assert Certificate.objects.count() == 1


def test_who_owns_the_measure_is_told_and_not_who_gave_it():
    measure = IndicatorFactory()
    owner, by = UserFactory(), auditor()
    AppointmentFactory(user=owner, post=measure.owner)
    give(by, measure)
    (notice,) = Notice.objects.filter(to=owner)
    assert notice.words.endswith(f"its data quality was checked by {by.user}: sound.")
    assert not Notice.objects.filter(to=by.user).exists()


def test_evidence_is_kept_with_the_certificate_that_stands_and_with_no_other():
    stood = CertificateFactory(is_current=False)
    file = Attached("cases.txt", "txt", b"20 cases.")
    with pytest.raises(ChangeRefused, match="took the place of this one"):
        add_evidence(by=auditor(), at=AT, certificate=stood, file=file, about="Cases")
    stands = CertificateFactory()
    made = add_evidence(by=auditor(), at=AT, certificate=stands, file=file, about="Cases")
    assert (made.size, bytes(made.content)) == (9, b"20 cases.")
    EvidenceFactory.create_batch(19, certificate=stands)
    with pytest.raises(ChangeRefused, match="at most 20 files"):
        add_evidence(by=auditor(), at=AT, certificate=stands, file=file, about="Cases")


def test_the_form_begins_with_what_stands_and_gives_another():
    held = CertificateFactory()
    client, _ = sign_in(Role.AUDITOR)
    address = f"/quality/measures/{held.indicator.ref}/certify/"
    assert "Two of the six centres count by hand." in text(client.get(address))
    answer = client.post(address, typed(replaces=held.pk), follow=True)
    assert "The certificate of" in text(answer)
    assert Certificate.objects.get(is_current=True).limitations == "Counted by hand."


def test_the_form_refuses_who_entered_a_figure_and_keeps_what_was_typed():
    measure = IndicatorFactory()
    client, actor = sign_in(Role.AUDITOR)
    ObservationFactory(indicator=measure, entered_by=actor.user)
    address = f"/quality/measures/{measure.ref}/certify/"
    assert "so somebody else has to check the figures" in text(client.get(address))
    page = text(client.post(address, typed(limitations="Typed and kept.")))
    assert "You entered its figure for 2026/27 Q2, so you cannot check" in page
    assert "Typed and kept." in page
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"accuracy_grade": ""}, "Select a grade for accuracy"),
        ({"relevance_words": " "}, "Say in a sentence what was found of relevance"),
        ({"accuracy_grade": "splendid"}, "Select a valid choice"),
        ({"uses": "partner"}, "Say how the data is shared and kept safe"),
        ({"year": "1999-04-01YF"}, "Select a valid choice"),
        ({"review_on": "soon"}, "must be a real date"),
    ],
)
def test_each_fault_of_the_form_is_named(changed, said):
    measure = IndicatorFactory()
    client, _ = sign_in(Role.AUDITOR)
    page = text(client.post(f"/quality/measures/{measure.ref}/certify/", typed(**changed)))
    assert "There is a problem" in page
    assert said in page or "Select" in page
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.AUDITOR, 200), (Role.ADMINISTRATOR, 200), (Role.DATA_OFFICER, 403), (Role.COUNCILLOR, 403)],
)
def test_audit_and_the_performance_team_keep_certificates(role, status):
    client, _ = sign_in(role)
    assert client.get(f"/quality/measures/{IndicatorFactory().ref}/certify/").status_code == status


def test_a_file_is_taken_by_what_it_holds_and_handed_out_safely_to_audit_alone():
    held = CertificateFactory()
    client, _ = sign_in(Role.AUDITOR)
    address = f"/quality/measures/{held.indicator.ref}/evidence/"
    page = text(client.post(address, {"file": SimpleUploadedFile("a.pdf", b"<html>"), "about": "A page"}))
    assert "does not hold that" in page
    client.post(address, {"file": SimpleUploadedFile("a.html.pdf", b"%PDF-1.7 <script>"), "about": "A page"})
    (file,) = Evidence.objects.all()
    answer = client.get(file.get_absolute_url())
    assert answer.content == b"%PDF-1.7 <script>"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    councillor, _ = sign_in(Role.COUNCILLOR)
    assert councillor.get(file.get_absolute_url()).status_code == 404
    page = text(councillor.get(held.get_absolute_url()))
    assert "1 file of evidence, for audit to open" in page
    assert file.get_absolute_url() not in page


def test_a_measure_s_page_prints_what_to_bear_in_mind_under_its_number():
    held = CertificateFactory(limitations="Counts by hand.", review_on=date(2026, 10, 1))
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(held.indicator.get_absolute_url()))
    assert "<strong>Bear in mind:</strong> Counts by hand." in page
    assert "(review overdue)" in page
    bare = IndicatorFactory()
    assert "Nobody has checked its data quality yet." in text(client.get(bare.get_absolute_url()))


def test_a_review_that_is_due_is_in_the_inbox_of_who_checked_it():
    user = acting_as(Role.AUDITOR).user
    soon = CertificateFactory(checked_by=user, review_on=date(2026, 11, 1))
    CertificateFactory(checked_by=user, review_on=date(2027, 11, 1))
    CertificateFactory(review_on=date(2026, 11, 1))
    (duty,) = reviews_due(actor_for(user, today=TODAY), AT)
    assert duty.text == f"Review the data quality of {soon.indicator}"
    assert "its review is due on 1 November 2026" in duty.why


def test_the_page_of_a_measure_asks_for_as_many_statements_however_many_certificates(django_assert_max_num_queries):
    held = CertificateFactory()
    client, _ = sign_in(Role.AUDITOR)
    CertificateFactory.create_batch(12, indicator=held.indicator, is_current=False)
    with django_assert_max_num_queries(20):
        client.get(held.get_absolute_url())


def test_a_person_s_file_tells_that_they_added_evidence_and_not_what_stands_in_it():
    held = EvidenceFactory(content=b"Mrs Jones, 4 High Street")
    told = str(held_about(held.added_by))
    assert "sample.txt" in told
    assert "Mrs Jones" not in told
