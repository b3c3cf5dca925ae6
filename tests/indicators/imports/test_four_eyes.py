"""Four eyes: what is read from a file is approved by somebody else, or marked as imported for a reason."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from indicators.changes.figures import FiguresRefused
from indicators.changes.returns import approve_figures, send_back
from indicators.imports.figures.apply import apply_import
from indicators.imports.jobs import perform_import
from indicators.models import Commentary, ImportBatch, Indicator, Observation
from indicators.queries.figures import approver_of
from plans.periods import parse_label
from tests.conftest import NOW
from tests.factories import ObservationFactory, ReturnFactory, UserFactory, sign_in
from tests.indicators.imports.import_files import csv_file, planned
from tests.indicators.opened import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.sweep]
Q4, Q1, Q2 = (parse_label(label) for label in ("2025/26 Q4", "2026/27 Q1", "2026/27 Q2"))
WHY = "Reported to cabinet in 2026."


@pytest.fixture
def administrator():
    return Actor(user=UserFactory(name="Ada Administrator"))


@pytest.fixture
def opened(calls):
    """The service's return for the first quarter that was opened here."""
    return ReturnFactory(service=calls.service, period=Q1)


@pytest.fixture
def approved(calls, opened):
    """The figure that stands, approved by its service."""
    figure = ObservationFactory(
        indicator=calls, period=Q1, value=Decimal("99.3"), in_return=opened, approved_by=UserFactory()
    )
    Commentary.objects.create(observation=figure, happened="It went well.")
    return figure


def imported(by, *rows, as_imported=""):
    plan = planned(*rows)
    assert not plan.counts["refused"], plan.rows
    apply_import(by=by, at=NOW, filename="q1.csv", changes=plan.changes, as_imported=as_imported)
    return plan


def test_an_import_into_an_opened_quarter_waits_and_the_approved_figure_goes_on_standing(
    administrator, approved, opened
):
    imported(administrator, {"actual": "77"}, as_imported=WHY)
    approved.refresh_from_db()
    assert (approved.state, approved.is_current, approved.value) == ("approved", True, Decimal("99.3"))
    proposed = Observation.objects.get(revision=2)
    assert (proposed.state, proposed.is_current, proposed.value) == ("submitted", False, Decimal(77))
    assert (proposed.in_return, proposed.entered_by, proposed.approved_by) == (opened, administrator.user, None)


def test_who_imported_a_figure_cannot_approve_it_and_somebody_else_can(administrator, approved, opened):
    imported(administrator, {"actual": "77"})
    proposed = Observation.objects.get(revision=2)
    with pytest.raises(FiguresRefused, match="somebody else has to approve"):
        approve_figures(by=administrator, at=NOW, in_return=opened, observation_ids=[proposed.pk])
    head = Actor(user=UserFactory(name="Hedda Head"))
    approve_figures(by=head, at=NOW, in_return=opened, observation_ids=[proposed.pk])
    standing = Observation.objects.standing().get(period=Q1)
    assert (standing.value, standing.approved_by, approver_of(standing)) == (Decimal(77), head.user, "Hedda Head")


def test_an_importer_cannot_approve_either_what_an_officer_sent_in_again(administrator, calls, opened):
    ObservationFactory(indicator=calls, period=Q2, value=Decimal(1))
    due = ObservationFactory(indicator=calls, period=Q1, value=None, state="due", in_return=opened)
    imported(administrator, {})
    send_back(by=Actor(user=UserFactory()), at=NOW, observation=due, note="Check it.")
    Observation.objects.filter(pk=due.pk).update(state="submitted", entered_by=UserFactory())
    with pytest.raises(FiguresRefused, match="somebody else has to approve"):
        approve_figures(by=administrator, at=NOW, in_return=opened, observation_ids=[due.pk])


def test_an_expected_figure_is_filled_in_and_waits(administrator, calls, opened):
    ObservationFactory(indicator=calls, period=Q2, value=Decimal(1))
    due = ObservationFactory(indicator=calls, period=Q1, value=None, state="due", in_return=opened)
    imported(administrator, {})
    due.refresh_from_db()
    assert (due.state, due.value, due.version, due.submitted_at) == ("submitted", Decimal("78.5"), 2, NOW)
    event = Event.objects.get(thing_id=str(due.pk), thing_type="indicators.observation")
    assert event.changes["approval"] == [None, "waits for somebody else"]


def test_a_figure_that_nobody_expected_waits_in_the_return_of_its_quarter(administrator, calls, opened):
    ObservationFactory(indicator=calls, period=Q2, value=Decimal(1))
    imported(administrator, {})
    figure = Observation.objects.get(period=Q1)
    assert (figure.state, figure.in_return) == ("submitted", opened)


def test_a_measure_in_arrears_waits_in_the_quarter_that_reports_it(administrator, calls, opened):
    ObservationFactory(indicator=calls, period=Q2, value=Decimal(1))
    Indicator.objects.filter(pk=calls.pk).update(lag=1)
    imported(administrator, {"period": "2025/26 Q4"}, as_imported=WHY)
    figure = Observation.objects.get(period=Q4)
    assert (figure.state, figure.in_return) == ("submitted", opened)


def test_other_words_for_an_approved_figure_wait_too(administrator, approved):
    imported(administrator, {"actual": "99.3", "commentary": "It went badly."})
    approved.refresh_from_db()
    assert approved.commentary.happened == "It went well."
    proposed = Observation.objects.get(revision=2)
    assert (proposed.state, proposed.value, proposed.commentary.happened) == (
        "submitted", Decimal("99.3"), "It went badly.",
    )  # fmt: skip


def test_the_same_file_again_changes_nothing_while_its_figures_wait(administrator, approved):
    rows = {"actual": "77", "commentary": "Corrected."}, {"period": "2026/27 Q2", "actual": "80"}
    imported(administrator, *rows)
    again = planned(*rows)
    assert again.changes.is_empty
    assert again.counts["unchanged"] == 2


def test_another_figure_is_refused_while_one_waits(administrator, approved):
    imported(administrator, {"actual": "77"})
    assert "a revision of this figure is in hand" in planned({"actual": "78"}).rows[0].problems[0]


# What may stand as imported


def test_figures_from_before_the_first_quarter_stand_as_imported_for_a_reason_that_is_kept(administrator, approved):
    plan = imported(administrator, {"period": "2025/26 Q4"}, as_imported=WHY)
    assert plan.approval == [
        "1 figure may stand as imported, because the first quarter opened here was 2026/27 Q1, and theirs are earlier."
    ]
    figure = Observation.objects.get(period=Q4)
    assert (figure.state, figure.approved_by, figure.entered_by) == ("approved", None, administrator.user)
    assert approver_of(figure) == "As imported"
    event = Event.objects.get(thing_id=str(figure.pk), thing_type="indicators.observation")
    assert (event.changes["approval"], event.why) == ([None, "as imported"], WHY)


def test_nobody_could_approve_them_so_they_are_not_written_without_that_choice(administrator, approved):
    with pytest.raises(ChangeRefused, match="Say that they stand as imported, and why"):
        imported(administrator, {"period": "2025/26 Q4"})
    assert Observation.objects.count() == 1


def test_the_choice_does_not_reach_figures_of_opened_quarters(administrator, approved):
    imported(administrator, {"period": "2025/26 Q4"}, {"actual": "77"}, as_imported=WHY)
    assert dict(Observation.objects.values_list("value", "state")) == {
        Decimal("78.5"): "approved", Decimal(77): "submitted", Decimal("99.3"): "approved",
    }  # fmt: skip


def test_a_set_up_into_an_installation_without_figures_may_stand_though_a_quarter_is_open(administrator, calls, opened):
    ObservationFactory(indicator=calls, period=Q1, value=None, state="due", in_return=opened)
    plan = imported(administrator, {}, as_imported=WHY)
    assert plan.approval == ["1 figure may stand as imported, because no figures are stored here yet."]
    assert Observation.objects.get().state == "approved"


def test_without_the_choice_a_set_up_waits_where_somebody_can_approve_it(administrator, calls, opened):
    imported(administrator, {})
    assert Observation.objects.get().state == "submitted"


# On the page


@pytest.mark.real_clock
def test_the_page_says_who_approves_and_asks_why_figures_stand(calls, approved):
    admin = sign_in(Role.ADMINISTRATOR)[0]
    file = SimpleUploadedFile("q1.csv", csv_file({"period": "2025/26 Q4"}, {"actual": "77"}))
    text = admin.post(address("import-create"), {"file": file}, follow=True).content.decode()
    assert "1 figure will wait for approval by somebody else than you." in text
    assert "Let 1 figure stand as imported: nobody here has approved them" in text
    batch = ImportBatch.objects.get()
    answer = admin.post(address("import-apply", batch.pk), {"as_imported": "on", "why": " "})
    assert "Say who approved the figures, and when: others will rely on it" in answer.content.decode()
    assert admin.post(address("import-apply", batch.pk), {"as_imported": "on", "why": WHY}).status_code == 302
    assert perform_import(batch_id=batch.pk, clock=timezone.now)
    applied = Event.objects.get(action="applied")
    assert (applied.why, applied.changes["figures approved as imported"]) == (WHY, [None, "1"])
    assert applied.changes["figures that wait for approval"] == [None, "1"]
    history = admin.get(address("figure-history", calls.ref, Q4.key)).content.decode()
    assert "As imported, " in history


@pytest.mark.real_clock
def test_neither_who_brought_the_file_nor_who_had_it_applied_approves(calls, approved, opened):
    (client, brought), (other, applied) = sign_in(Role.ADMINISTRATOR), sign_in(Role.ADMINISTRATOR)
    client.post(address("import-create"), {"file": SimpleUploadedFile("q1.csv", csv_file({"actual": "77"}))})
    batch = ImportBatch.objects.get()
    assert other.post(address("import-apply", batch.pk), {}).status_code == 302
    assert perform_import(batch_id=batch.pk, clock=timezone.now)
    proposed = Observation.objects.get(revision=2)
    assert proposed.entered_by == brought.user
    for by in (brought, applied):
        with pytest.raises(FiguresRefused, match="somebody else has to approve"):
            approve_figures(by=by, at=NOW, in_return=opened, observation_ids=[proposed.pk])
    assert approve_figures(by=Actor(user=UserFactory()), at=NOW, in_return=opened, observation_ids=[proposed.pk]) == 1


@pytest.mark.real_clock
def test_where_all_figures_wait_there_is_nothing_to_choose(calls, approved):
    admin = sign_in(Role.ADMINISTRATOR)[0]
    file = SimpleUploadedFile("q1.csv", csv_file({"actual": "77"}))
    text = admin.post(address("import-create"), {"file": file}, follow=True).content.decode()
    assert "Who approved them, and when" not in text
    assert "Apply the import" in text
