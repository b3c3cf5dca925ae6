"""Changes to reviews: signed in order, frozen by signatures, told without a word."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import Event, Notice
from accounts.models.event import ACCESS
from edr.changes import glass, reviews, signing
from edr.changes.reviews import NeedDetails, ObjectiveDetails
from edr.changes.told import managers_of
from edr.models import BreakGlass, DevelopmentNeed, Review, ReviewObjective, Signature
from edr.workflow import STAGES, Side, Stage
from foundation.refusals import ChangeRefused, Conflict
from plans.models import Level
from tests.edr.conftest import AT
from tests.factories import AppointmentFactory, LevelFactory, ObjectiveFactory, PlanFactory, acting_as
from tests.factories.edr import YEAR, DevelopmentNeedFactory, ReviewObjectiveFactory, StatementFactory, sign_stages

pytestmark = pytest.mark.django_db
WORDS = "SECRETWORD of mine"
FULL = ObjectiveDetails(
    title=f"Answer claims {WORDS}", about=WORDS, measure=f"18 days {WORDS}", due_on=date(2027, 3, 31)
)


@pytest.fixture
def by(line):
    return line.acting(line.person)


@pytest.fixture
def boss(line):
    return line.acting(line.manager)


def add(line, by, details=FULL):
    return reviews.add_objective(by=by, at=AT, review=line.review, details=details)


def sign(line, by, side):
    version = Review.objects.get(pk=line.review.pk).version
    return signing.sign(by=by, at=AT, review=line.review, side=side, version=version)


def write(line, by, side=Side.MANAGER, stage=Stage.MID_YEAR, version=0, **texts):
    given = {None: WORDS, **texts}
    return signing.write_statements(
        by=by, at=AT, review=line.review, side=side, stage=stage, texts=given, version=version
    )


def test_an_own_review_is_begun_once_a_year_for_a_post_that_one_holds(line, by, boss):
    with pytest.raises(ChangeRefused, match="a post that you hold yourself"):
        reviews.begin_review(by=by, at=AT, post=line.head, year=YEAR.next())
    with pytest.raises(ChangeRefused, match="this year or the next"):
        reviews.begin_review(by=by, at=AT, post=line.officer, year=YEAR.previous())
    with pytest.raises(ChangeRefused, match="a review for 2026/27 already"):
        reviews.begin_review(by=by, at=AT, post=line.officer, year=YEAR)
    made = reviews.begin_review(by=by, at=AT, post=line.officer, year=YEAR.next())
    assert (made.person, made.year, made.begun_on) == (line.person, YEAR.next(), AT.date())
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(person=line.person, post=line.officer, year=YEAR, begun_on=AT.date())


def test_an_objective_serves_one_of_a_plan_that_both_can_see(line, by, boss):
    shared = ObjectiveFactory(plan__unit=line.unit)
    made = add(line, by, replace(FULL, serves=shared))
    assert (made.serves, made.serves_words) == (shared, f"{shared}, {shared.plan}")
    assert made.is_well_set
    private = ObjectiveFactory(plan__level=LevelFactory(name="Own", is_private=True), plan__owner=line.officer)
    with pytest.raises(ChangeRefused, match="in no plan that both of you can see"):
        add(line, by, replace(FULL, serves=private))
    assert ReviewObjective.objects.count() == 1


def test_what_one_of_the_two_alone_can_see_is_not_served(line, boss):
    private = PlanFactory(level=LevelFactory(name="P", is_private=True), owner=line.head)
    with pytest.raises(ChangeRefused, match="both of you can see"):
        add(line, boss, replace(FULL, serves=ObjectiveFactory(plan=private)))


def test_an_objective_keeps_what_it_serves_also_where_that_can_be_seen_no_more(line, by):
    shared = ObjectiveFactory(plan__unit=line.unit)
    made = add(line, by, replace(FULL, serves=shared))
    Level.objects.filter(pk=shared.plan.level_id).update(is_private=True)
    details = replace(FULL, title="Answer all claims in time", serves=shared)
    reviews.edit_objective(by=by, at=AT, objective=made, version=1, details=details)
    made.refresh_from_db()
    assert (made.title, made.serves) == ("Answer all claims in time", shared)


def test_somebody_elses_save_is_not_overwritten(line, by, boss):
    made = add(line, by)
    reviews.edit_objective(by=boss, at=AT, objective=made, version=1, details=replace(FULL, title="Theirs first"))
    with pytest.raises(Conflict) as refused:
        reviews.edit_objective(by=by, at=AT, objective=made, version=1, details=replace(FULL, title="Mine"))
    assert refused.value.stored.title == "Theirs first"
    need = reviews.add_need(by=by, at=AT, review=line.review, details=NeedDetails(need="Learn"))
    reviews.edit_need(by=boss, at=AT, need=need, version=1, details=NeedDetails(need="Learn more"))
    with pytest.raises(Conflict):
        reviews.edit_need(by=by, at=AT, need=need, version=1, details=NeedDetails(need="Learn less"))


def test_a_whole_year_is_signed_by_both_in_order(line, by, boss):
    with pytest.raises(ChangeRefused, match="no objective yet"):
        sign(line, by, Side.EMPLOYEE)
    add(line, by)
    sign(line, by, Side.EMPLOYEE)
    with pytest.raises(ChangeRefused, match="signed the objectives already"):
        sign(line, by, Side.EMPLOYEE)
    sign(line, boss, Side.MANAGER)
    for stage in STAGES[1:]:
        with pytest.raises(ChangeRefused, match="Your manager writes and signs"):
            sign(line, by, Side.EMPLOYEE)
        with pytest.raises(ChangeRefused, match="first, then sign it"):
            sign(line, boss, Side.MANAGER)
        write(line, boss, stage=stage)
        sign(line, boss, Side.MANAGER)
        sign(line, by, Side.EMPLOYEE)
    with pytest.raises(ChangeRefused, match="signed by both already"):
        sign(line, by, Side.EMPLOYEE)
    assert Signature.objects.count() == 6


def test_nobody_signs_what_they_have_not_read(line, by, boss):
    add(line, by)
    read = Review.objects.get(pk=line.review.pk).version
    add(line, boss)
    with pytest.raises(ChangeRefused, match="changed while you had it open"):
        signing.sign(by=by, at=AT, review=line.review, side=Side.EMPLOYEE, version=read)
    assert not Signature.objects.exists()


def test_a_signature_freezes_what_was_signed_and_reopening_asks_both_again(line, by, boss):
    made = add(line, by)
    sign_stages(line.review, manager=line.manager, stages=STAGES[:2])
    for change in (
        lambda: add(line, by),
        lambda: reviews.edit_objective(by=by, at=AT, objective=made, version=1, details=FULL),
        lambda: reviews.remove_objective(by=by, at=AT, objective=made),
        lambda: write(line, boss),
    ):
        with pytest.raises(ChangeRefused, match=r"it is signed\. Reopen it first"):
            change()
    with pytest.raises(ChangeRefused, match="why it is reopened"):
        signing.reopen(by=by, at=AT, review=line.review, side=Side.EMPLOYEE, stage=Stage.OBJECTIVES, why=" ")
    with pytest.raises(ChangeRefused, match="Nobody has signed the end-year review"):
        signing.reopen(by=by, at=AT, review=line.review, side=Side.EMPLOYEE, stage=Stage.END_YEAR, why="x")
    signing.reopen(by=by, at=AT, review=line.review, side=Side.EMPLOYEE, stage=Stage.OBJECTIVES, why=WORDS)
    assert Signature.objects.filter(taken_back_at=AT, taken_back_by=line.person, taken_back_why=WORDS).count() == 4
    reviews.edit_objective(by=by, at=AT, objective=made, version=1, details=replace(FULL, title="Anew and better now"))
    sign(line, boss, Side.MANAGER)


def test_what_comes_later_is_not_written_before(line, boss):
    with pytest.raises(ChangeRefused, match="objectives must be signed by both before the mid-year review"):
        write(line, boss)


def test_two_managers_do_not_overwrite_each_other_and_the_two_sides_do_not_meet(line, by, boss):
    made = add(line, by)
    sign_stages(line.review, manager=line.manager)
    write(line, boss)
    write(line, by, side=Side.EMPLOYEE)
    with pytest.raises(Conflict) as refused:
        write(line, line.acting(line.director))
    assert (refused.value.stored.overall, refused.value.stored.version) == (WORDS, 1)
    given = {None: "", made.pk: "Well done."}
    signing.write_statements(
        by=boss, at=AT, review=line.review, side=Side.MANAGER, stage=Stage.MID_YEAR, texts=given, version=1
    )
    assert signing.statements_of(line.review, Side.MANAGER, Stage.MID_YEAR) == (given, 3)


def test_needs_are_kept_all_year_until_the_end_is_signed(line, by):
    ReviewObjectiveFactory(review=line.review)
    sign_stages(line.review, manager=line.manager, stages=STAGES[:2])
    need = reviews.add_need(by=by, at=AT, review=line.review, details=NeedDetails(need=WORDS, how=WORDS))
    done = NeedDetails(need=WORDS, done_on=AT.date() + timedelta(days=1))
    with pytest.raises(ChangeRefused, match="15 October 2026 is still to come"):
        reviews.edit_need(by=by, at=AT, need=need, version=1, details=done)
    sign_stages(line.review, manager=line.manager, stages=STAGES[2:], sides=(Side.MANAGER,))
    for change in (
        lambda: reviews.add_need(by=by, at=AT, review=line.review, details=NeedDetails(need="Late")),
        lambda: reviews.remove_need(by=by, at=AT, need=need),
    ):
        with pytest.raises(ChangeRefused, match="end-year review is signed"):
            change()
    assert DevelopmentNeed.objects.count() == 1


def test_what_is_removed_is_gone(line, by):
    made, need = ReviewObjectiveFactory(review=line.review), DevelopmentNeedFactory(review=line.review)
    StatementFactory(review=line.review, objective=made)
    reviews.remove_objective(by=by, at=AT, objective=made)
    reviews.remove_need(by=by, at=AT, need=need)
    assert [line.review.objectives.count(), line.review.needs.count(), line.review.statements.count()] == [0, 0, 0]


def test_the_trail_tells_who_did_what_and_not_a_word(line, by, boss):
    made = add(line, by, replace(FULL, serves=ObjectiveFactory(title=f"Of a plan {WORDS}", plan__unit=line.unit)))
    reviews.edit_objective(by=boss, at=AT, objective=made, version=1, details=replace(FULL, measure=f"Other {WORDS}"))
    need = reviews.add_need(by=by, at=AT, review=line.review, details=NeedDetails(need=WORDS, how=WORDS))
    reviews.edit_need(by=by, at=AT, need=need, version=1, details=NeedDetails(need=f"More {WORDS}"))
    sign(line, by, Side.EMPLOYEE)
    signing.reopen(by=by, at=AT, review=line.review, side=Side.EMPLOYEE, stage=Stage.OBJECTIVES, why=WORDS)
    sign(line, by, Side.EMPLOYEE)
    sign(line, boss, Side.MANAGER)
    write(line, boss)
    glass.break_glass(by=acting_as("human_resources"), at=AT, email=line.person.email, year=YEAR, reason=WORDS)
    told = [
        (event.action, str(event.changes), event.thing_name, event.why, event.source) for event in Event.objects.all()
    ]
    assert len(told) == 10
    assert "SECRETWORD" not in str(told)
    assert line.person.name not in str([each[1:] for each in told])
    assert "4 words" in str(told)
    assert {event.page_type for event in Event.objects.all()} == {"edr.review", ACCESS}


def test_the_other_of_the_two_is_told_that_there_is_something_and_nobody_else(line, by, boss):
    add(line, by)
    sign(line, by, Side.EMPLOYEE)
    sign(line, boss, Side.MANAGER)
    told = [(each.to, each.words, each.by_name, each.kind) for each in Notice.objects.order_by("pk")]
    assert told == [
        (line.manager, "A review of your team has something for you.", "The system", "review"),
        (line.person, "Your review has something for you.", "The system", "review"),
    ]
    assert mail.outbox == []


def test_managers_are_those_of_the_post_above_today(line):
    deputy = AppointmentFactory(post=line.head, is_deputy=True)
    assert managers_of(line.review, today=AT.date()) == [line.manager.pk]
    line.manager.appointments.update(ends_on=date(2026, 10, 1))
    assert managers_of(line.review, today=AT.date()) == []
    assert deputy.user.pk not in managers_of(line.review, today=AT.date())


def test_the_glass_is_broken_with_a_reason_that_its_person_is_told_of(line):
    hr = acting_as("human_resources")

    def broken(**changes):
        return glass.break_glass(
            **{"by": hr, "at": AT, "email": f" {line.person.email.upper()}", "year": YEAR, "reason": "A grievance."}
            | changes
        )

    for changes, reason in (
        ({"reason": " "}, "Enter why"),
        ({"email": "nobody@example.gov.uk"}, "Nobody with that e-mail address"),
        ({"year": YEAR.next()}, "Nobody with that e-mail address"),
        ({"by": line.acting(line.person)}, "your own review"),
    ):
        with pytest.raises(ChangeRefused, match=reason):
            broken(**changes)
    assert not BreakGlass.objects.exists()
    made = broken()
    assert (made.until_at - made.from_at, made.reason) == (timedelta(hours=24), "A grievance.")
    notice = Notice.objects.get()
    assert notice.to == line.person
    assert "grievance" not in notice.words
    assert [event.action for event in Event.objects.all()] == ["broke the glass on"]


def test_a_look_is_told_once_in_ten_minutes(line, boss):
    for minutes in (0, 9, 11):
        glass.note_look(by=boss, at=AT + timedelta(minutes=minutes), review=line.review)
    glass.note_look(by=line.acting(line.director), at=AT, review=line.review)
    looks = Event.objects.filter(page_type=ACCESS, page_id=f"review {line.review.pk}", action="looked at")
    assert [event.by for event in looks.order_by("pk")] == [line.manager, line.manager, line.director]
