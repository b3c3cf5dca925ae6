"""What each reader is shown of what people say, and the forms that record it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from feedback.models import Attachment, Record
from tests.factories import IndicatorFactory, ObjectiveFactory, UnitFactory, sign_in
from tests.factories.feedback import SURVEY, AttachmentFactory, RecordFactory, ThemeFactory

pytestmark = pytest.mark.django_db
LIST = "/feedback/"


def text(answer):
    return " ".join(answer.content.decode().split())


def typed(unit, **changed):
    days = {"first_on": "1/9/2026", "last_on": "30/9/2026"}
    return {"unit": unit.pk, "title": "Bins missed", "count": "14", "words": "", "source": "", **days, **changed}


def counts(answer, kind):
    """The rows of a kind's table, by theme."""
    tables = answer.context["table"].kinds
    return {row.name: list(row.cells) for each in tables if each.kind == kind for row in each.rows}


def test_counts_by_theme_and_quarter_with_the_last_two_in_a_sentence():
    client, _ = sign_in(Role.COUNCILLOR)
    missed, late = ThemeFactory(name="Missed"), ThemeFactory(name="Late")
    unit = UnitFactory()
    RecordFactory(unit=unit, count=14, themes=[missed, late])
    RecordFactory(unit=unit, count=9, last_on=date(2026, 6, 3), themes=[missed])
    RecordFactory(unit=unit, count=2)
    answer = client.get(LIST)
    assert answer.context["table"].finding == "16 complaints in 2026/27 Q2; the quarter before 9."
    assert counts(answer, "complaint") == {
        "Missed": ["0", "9", "14", "0"], "Late": ["0", "0", "14", "0"], "No theme": ["0", "0", "2", "0"],
    }  # fmt: skip
    (table,) = answer.context["table"].kinds
    assert list(table.total) == ["0", "9", "16", "0"], "a record of two themes is counted once"
    assert counts(client.get(f"{LIST}?theme={late.pk}"), "complaint") == {"Late": ["0", "0", "14", "0"]}
    assert answer.context["filters"]["applied"] == []
    assert len(client.get(f"{LIST}?span=12").context["table"].quarters) == 12
    elsewhere = client.get(f"{LIST}?unit={UnitFactory().pk}")
    assert elsewhere.context["table"].kinds == []
    assert "No record fits" in text(elsewhere)


def test_a_service_is_told_with_all_beneath_it():
    client, _ = sign_in(Role.COUNCILLOR)
    above = UnitFactory()
    RecordFactory(unit=UnitFactory(parent=above), count=3, title="From beneath")
    assert "From beneath" in text(client.get(f"{LIST}?unit={above.pk}"))


def test_concerns_of_staff_are_read_by_the_service_and_counted_for_others_from_five_on():
    service, theme = UnitFactory(), ThemeFactory(name="Workload")
    concern = RecordFactory(kind="concern", unit=service, count=4, themes=[theme], title="Too few drivers")
    head, _ = sign_in(Role.APPROVER, service)
    councillor, _ = sign_in(Role.COUNCILLOR)
    own, other = head.get(f"{LIST}?unit={service.pk}"), councillor.get(f"{LIST}?unit={service.pk}")
    assert counts(own, "concern") == {"Workload": ["0", "0", "4", "0"]}
    assert "Too few drivers" in text(own)
    assert counts(other, "concern") == {}
    assert "Too few drivers" not in text(other)
    for address in (f"/feedback/{concern.pk}/", f"/feedback/{concern.pk}/?tab=history"):
        assert head.get(address).status_code == 200
        assert councillor.get(address).status_code == 404
    assert "Too few drivers" not in text(councillor.get(f"{LIST}?download=csv"))
    assert "Too few drivers" in text(head.get(f"{LIST}?download=csv"))
    RecordFactory(kind="concern", unit=service, count=1, themes=[theme])
    assert counts(councillor.get(LIST), "concern") == {"Workload": ["–", "–", "5", "–"]}
    measure = IndicatorFactory(service=service)
    concern.measures.add(measure)
    assert counts(councillor.get(f"{LIST}?measure={measure.ref}"), "concern") == {}


def test_words_that_are_looked_for_do_not_narrow_what_is_counted():
    client, _ = sign_in(Role.COUNCILLOR)
    RecordFactory(kind="casework", count=6, words="Damp in a flat")
    answer = client.get(f"{LIST}?q=damp")
    assert counts(answer, "casework") == counts(client.get(f"{LIST}?q=mould"), "casework") != {}
    assert list(answer.context["rows"]) == []


def test_a_partner_reads_and_records_nothing_of_other_services():
    partner = UnitFactory(kind="partner")
    client, _ = sign_in(Role.PARTNER, partner)
    theirs = RecordFactory(title="Of another service", count=8)
    ours = RecordFactory(unit=partner, title="Of the partner", measures=[IndicatorFactory(ref="SECRET1")])
    page = text(client.get(LIST))
    assert "Of the partner" in page
    assert "Of another service" not in page
    assert "8" not in str(counts(client.get(LIST), "complaint"))
    assert client.get(f"/feedback/{theirs.pk}/").status_code == 404
    assert "SECRET1" not in text(client.get(f"/feedback/{ours.pk}/"))
    assert "SECRET1" not in text(client.get(f"{LIST}?download=csv"))
    assert list(client.get(f"{LIST}?measure=SECRET1").context["rows"]) == []
    answer = client.post("/feedback/new/complaint/", typed(theirs.unit))
    assert "Choose the service from the list" in text(answer)
    assert "SECRET1" not in text(answer)


def test_a_complaint_is_recorded_with_what_it_speaks_about():
    service = UnitFactory()
    client, actor = sign_in(Role.DATA_OFFICER, service)
    measure, theme = IndicatorFactory(service=service), ThemeFactory()
    objective = ObjectiveFactory(plan__unit=service)
    page = client.get(f"/feedback/new/complaint/?measure={measure.ref}&objective={objective.ref}")
    assert page.context["form"].initial["unit"] == service.pk
    sent = typed(service, themes=[theme.pk], measure_1=measure.pk, objective_2=objective.pk)
    answer = client.post("/feedback/new/complaint/", sent)
    made = Record.objects.get()
    assert answer.headers["Location"] == f"/feedback/{made.pk}/"
    assert (made.count, made.recorded_by, list(made.themes.all())) == (14, actor.user, [theme])
    assert (list(made.measures.all()), list(made.objectives.all())) == ([measure], [objective])
    changed = typed(service, count="15", version="1", measure_1=measure.pk)
    client.post(f"/feedback/{made.pk}/change/", changed)
    made.refresh_from_db()
    assert (made.count, list(made.objectives.all()), list(made.themes.all())) == (15, [], [])


def test_a_record_of_a_unit_that_has_ended_can_still_be_changed():
    client, _ = sign_in(Role.ADMINISTRATOR)
    record = RecordFactory(unit=UnitFactory(ends_on=date(2026, 9, 30)))
    sent = typed(record.unit, count="2", version="1")
    assert client.post(f"/feedback/{record.pk}/change/", sent).status_code == 302


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays():
    service = UnitFactory()
    client, _ = sign_in(Role.DATA_OFFICER, service)
    page = text(client.post("/feedback/new/survey/", typed(service, representative="yes", asked="10", answered="20")))
    assert "Say how it is known that they were representative" in page
    sent = typed(service, question="Q?", answer="A", asked="10", answered="20", said_so="3", representative="no")
    page = text(client.post("/feedback/new/survey/", sent))
    assert "20 answered and 10 were asked. Check which is which." in page
    assert "Bins missed" in page
    assert not Record.objects.exists()
    assert client.get("/feedback/new/gossip/").status_code == 404


def test_a_survey_is_told_with_its_shares():
    client, _ = sign_in(Role.COUNCILLOR)
    record = RecordFactory(**SURVEY, title="Tenants’ survey")
    page = text(client.get(f"/feedback/{record.pk}/"))
    assert "72% said “Satisfied”: 360 of 500 who answered. 1,000 were asked, and 50% answered." in page
    assert "Representative in part: Few under 25 answered." in page
    assert "72% said “Satisfied”" in text(client.get(LIST))
    line = client.get(f"{LIST}?download=csv").content.decode("utf-8-sig").splitlines()[1]
    assert ",1000,500,360,72,50,Representative in part," in line


def test_a_file_is_for_whoever_may_open_the_record():
    service = UnitFactory()
    head, _ = sign_in(Role.APPROVER, service)
    record = RecordFactory(unit=service, kind="casework")
    wrong = SimpleUploadedFile("script.pdf", b"<script>")
    address = f"/feedback/{record.pk}/files/new/"
    assert "does not hold that" in text(head.post(address, {"file": wrong, "about": "It"}))
    head.post(address, {"file": SimpleUploadedFile("cases.txt", b"20 cases"), "about": "The cases"})
    file = Attachment.objects.get()
    answer = head.get(f"/feedback/files/{file.pk}/")
    assert (answer.content, answer.headers["X-Content-Type-Options"]) == (b"20 cases", "nosniff")
    councillor, _ = sign_in(Role.COUNCILLOR)
    assert councillor.get(f"/feedback/files/{file.pk}/").status_code == 404
    openly = AttachmentFactory(record__unit=service)
    assert councillor.get(f"/feedback/files/{openly.pk}/").status_code == 200
    assert councillor.post(f"/feedback/files/{openly.pk}/remove/").status_code == 403
    head.post(f"/feedback/files/{file.pk}/remove/")
    assert Attachment.objects.get() == openly


def test_themes_are_made_and_archived_by_the_performance_team():
    client, _ = sign_in(Role.ADMINISTRATOR)
    client.post("/feedback/themes/new/", {"name": "Missed bins", "about": ""})
    record = RecordFactory(themes=[])
    theme = record.themes.model.objects.get()
    record.themes.add(theme)
    sent = {"name": "Missed bins", "about": "", "is_archived": "on", "version": 1}
    client.post(f"/feedback/themes/{theme.pk}/", sent)
    for address, offered in (("/feedback/new/complaint/", []), (f"/feedback/{record.pk}/change/", [theme])):
        assert list(client.get(address).context["form"].fields["themes"].queryset) == offered
    assert "Archived" in text(client.get("/feedback/themes/"))
    head, _ = sign_in(Role.APPROVER)
    assert head.get("/feedback/themes/").status_code == 403
