"""What can be recorded, what is refused, and what the trail keeps of it."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Event, Notice
from accounts.queries.history import audit_trail
from accounts.roles import Role
from feedback.changes.records import (
    NOT_TOLD,
    RecordDetails,
    attach,
    edit_feedback,
    record_feedback,
    remove_feedback,
)
from feedback.changes.themes import ThemeDetails, edit_theme, make_theme
from feedback.models import Attachment, Kind, Record
from foundation.attachments import Attached
from foundation.refusals import ChangeRefused, Conflict
from tests.factories import AppointmentFactory, IndicatorFactory, UnitFactory, acting_as
from tests.factories.feedback import RecordFactory, ThemeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
SEPTEMBER = {"first_on": date(2026, 9, 1), "last_on": date(2026, 9, 30)}
SURVEY = {"question": "Are you satisfied?", "answer": "Yes", "asked": 100, "answered": 50, "said_so": 20}


def details(unit=None, **changed):
    return RecordDetails(unit=unit or UnitFactory(), title="Bins missed", **{**SEPTEMBER, **changed})


def give(kind=Kind.COMPLAINT, by=None, **told):
    return record_feedback(by=by or acting_as(Role.ADMINISTRATOR), at=AT, kind=kind, details=details(**told))


def test_a_batch_is_counted_in_the_quarter_of_its_days():
    theme = ThemeFactory(name="Missed bins")
    made = give(count=14, themes=[theme])
    assert (made.count, made.quarter.label, list(made.themes.all())) == (14, "2026/27 Q2", [theme])
    event = Event.objects.order_by("-pk").first()
    assert (event.action, event.changes["count"]) == ("recorded", [None, "14"])
    assert event.changes["themes"] == [None, "Missed bins"]


@pytest.mark.parametrize(
    ("kind", "told", "words"),
    [
        (Kind.COMPLAINT, {"last_on": date(2026, 10, 15)}, "has not come yet"),
        (Kind.COMPLAINT, {"first_on": date(2026, 10, 1), "last_on": date(2026, 9, 30)}, "before the first"),
        (Kind.CASEWORK, {"last_on": date(2026, 10, 1)}, "2026/27 Q2 and in 2026/27 Q3. Make a record for each"),
        (Kind.COMPLAINT, {"count": 0}, "one or more"),
        (Kind.STORY, {"words": " "}, "Enter the story"),
        (Kind.SURVEY, {}, "Enter the question"),
        (Kind.SURVEY, {**SURVEY, "answered": 0, "said_so": 0}, "Nobody answered"),
        (Kind.SURVEY, {**SURVEY, "answered": 101}, "101 answered and 100 were asked"),
        (Kind.SURVEY, {**SURVEY, "said_so": 51}, "51 gave that answer and 50 answered"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(kind, told, words):
    with pytest.raises(ChangeRefused, match=words):
        give(kind, **told)
    assert not Record.objects.exists()
    assert not Event.objects.filter(action="recorded").exists()


def test_a_survey_may_go_over_more_than_one_quarter():
    assert give(Kind.SURVEY, **SURVEY, first_on=date(2026, 4, 1)).quarter.label == "2026/27 Q2"


def test_the_owner_of_the_measure_is_told_and_of_what_is_private_nobody():
    measure = IndicatorFactory()
    AppointmentFactory(post=measure.owner)
    give(unit=measure.service, measures=[measure], count=3)
    (notice,) = Notice.objects.all()
    assert notice.words.endswith("complaints, “Bins missed” (3).")
    assert notice.because == "own the measure that it speaks about"
    give(Kind.CONCERN, unit=measure.service, measures=[measure])
    assert Notice.objects.count() == 1


def test_a_change_keeps_what_was_before_in_the_trail_and_somebody_quicker_is_noticed():
    record, by = RecordFactory(last_on=date(2026, 9, 30), first_on=date(2026, 9, 1)), acting_as(Role.ADMINISTRATOR)
    theme = ThemeFactory(name="Missed bins")
    changed = details(record.unit, count=2, themes=[theme], words=record.words)
    edit_feedback(by=by, at=AT, record=record, version=1, details=changed)
    event = Event.objects.order_by("-pk").first()
    assert event.changes == {"count": ["1", "2"], "themes": ["", "Missed bins"]}
    with pytest.raises(Conflict):
        edit_feedback(by=by, at=AT, record=record, version=1, details=details(record.unit, count=3))
    record.refresh_from_db()
    assert record.count == 2


def test_the_trail_never_holds_what_a_concern_said_and_shows_it_to_the_service_alone():
    unit = UnitFactory()
    head, auditor = acting_as(Role.APPROVER, unit=unit), acting_as(Role.AUDITOR)
    made = give(Kind.CONCERN, by=head, unit=unit, words="My manager shouts.", count=2)
    event = Event.objects.get(action="recorded")
    assert event.thing_name == f"Concerns of staff of {unit}"
    assert set(map(tuple, event.changes.values())) == {(None, NOT_TOLD)}
    assert event in audit_trail(reader=acting_as(Role.ADMINISTRATOR))
    assert event not in audit_trail(reader=auditor)
    changed = details(unit, words="My manager listens.", count=2)
    edit_feedback(by=head, at=AT, record=made, version=1, details=changed)
    assert Event.objects.order_by("-pk").first().changes == {"words": [NOT_TOLD, NOT_TOLD]}


def test_a_removed_record_is_gone_with_its_files_and_the_trail_says_that_it_was():
    record, by = RecordFactory(kind="casework", title="Ms Smith’s roof"), acting_as(Role.ADMINISTRATOR)
    attach(by=by, at=AT, record=record, file=Attached("letter.txt", "txt", b"Dear"), about="The letter")
    remove_feedback(by=by, at=AT, record=record)
    assert not Record.objects.exists()
    assert not Attachment.objects.exists()
    event = Event.objects.order_by("-pk").first()
    assert event.thing_name == f"Members’ casework of {record.unit}, 2026/27 Q2"
    assert "Smith" not in str(list(Event.objects.values()))


def test_an_archived_theme_stays_with_its_records_and_names_are_there_once():
    by, theme = acting_as(Role.ADMINISTRATOR), ThemeFactory(name="Missed bins")
    record = RecordFactory(themes=[theme])
    edit_theme(by=by, at=AT, theme=theme, version=1, details=ThemeDetails(name="Missed bins", is_archived=True))
    assert [each.is_archived for each in record.themes.all()] == [True]
    with pytest.raises(ChangeRefused, match="There is a theme"):
        make_theme(by=by, at=AT, details=ThemeDetails(name="missed bins"))
