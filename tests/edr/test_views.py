"""The pages of reviews: what each shows and does, and what it answers to bad input."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from edr.models import BreakGlass, DevelopmentNeed, Review, ReviewObjective, Signature, Statement
from edr.workflow import STAGES, Side
from tests.conftest import NOW
from tests.factories import AppointmentFactory, LevelFactory, LinkFactory, ObjectiveFactory, PlanFactory, UnitFactory
from tests.factories.edr import (
    YEAR,
    BreakGlassFactory,
    DevelopmentNeedFactory,
    ReviewFactory,
    ReviewObjectiveFactory,
    StatementFactory,
    sign_stages,
)
from tests.pages import page, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def browser(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def mine(line):
    return browser(line.person)


@pytest.fixture
def boss(line):
    return browser(line.manager)


def at(name, line, *parts):
    return reverse(f"edr:{name}", args=[line.review.pk, *parts])


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return words_of(answer)


def test_who_has_none_yet_begins_it(line):
    line.review.delete()
    client = browser(line.person)
    assert "You have no review yet" in text(client.get(reverse("edr:own")))
    answer = client.post(reverse("edr:review-begin"), {"year": YEAR.key, "post": line.officer.pk})
    review = Review.objects.get(person=line.person)
    assert answer["Location"] == review.get_absolute_url()
    assert "It waits for you to set the first objective" in text(client.get(reverse("edr:own")))
    again = text(client.post(reverse("edr:review-begin"), {"year": YEAR.key, "post": line.officer.pk}))
    assert "You have a review for 2026/27 already" in again


def test_an_objective_is_chosen_from_the_plan_of_the_service_and_shows_how_it_helps(line, mine):
    directorate = UnitFactory(kind="directorate", name="Resources")
    line.unit.parent = directorate
    line.unit.save()
    corporate = PlanFactory(unit=directorate, title="Corporate plan", level=LevelFactory(name="Corporate plan"))
    priority = ObjectiveFactory(plan=corporate, title="A council that keeps its word", kind="priority")
    ours = ObjectiveFactory(plan__unit=line.unit, plan__title="Benefits plan", ref="B1", title="Quick answers")
    LinkFactory(child=ours, parent=priority)
    elsewhere = ObjectiveFactory(plan__unit=UnitFactory(), title="Not of ours")
    private = ObjectiveFactory(plan__unit=line.unit, plan__level=LevelFactory(name="Own", is_private=True), title="Hid")
    closed = ObjectiveFactory(plan__unit=line.unit, plan__state="closed", title="Closed long ago")
    shown = text(mine.get(at("objective-create", line)))
    assert "Quick answers" in shown
    assert "A council that keeps its word" in shown
    for other in (elsewhere, private, closed):
        assert other.title not in shown
    given = {
        "title": "Answer all claims in 18 days",
        "serves": ours.pk,
        "measure": "18 days",
        "due_on": "31 March 2027",
    }
    assert mine.post(at("objective-create", line), given)["Location"] == line.review.get_absolute_url()
    shown = text(mine.get(reverse("edr:own")))
    assert "Serves B1 Quick answers, Benefits plan which serves A council that keeps its word" in shown
    assert "It serves no objective" not in shown


def test_an_objective_of_a_plan_that_the_person_cannot_see_is_refused_and_nothing_typed_is_lost(line, mine, boss):
    private = ObjectiveFactory(plan__unit=line.unit, plan__level=LevelFactory(name="P", is_private=True))
    given = {"title": "Mine to do this year", "serves": private.pk, "measure": "Ten of them", "due_on": ""}
    for client in (mine, boss):
        answer = client.post(at("objective-create", line), given)
        shown = answer.content.decode()
        assert "Choose the objective of a plan that it serves from the list" in shown
        assert "Mine to do this year" in shown
        assert "Ten of them" in shown
        assert private.title not in shown
    assert not ReviewObjective.objects.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title": ""}, "Enter what will be done"),
        ({"due_on": "soon"}, "Enter a date such as 17 July 2026"),
        ({"title": "x" * 301}, "must be 300 characters or fewer"),
        ({"serves": "9" * 30}, "Choose the objective of a plan that it serves from the list"),
        ({"serves": "none"}, "Choose the objective of a plan that it serves from the list"),
    ],
)
def test_bad_input_is_told_in_plain_words(line, mine, typed, message):
    given = {"title": "Answer all claims", "measure": "Ten words of mine", "due_on": "", "serves": "", **typed}
    shown = mine.post(at("objective-create", line), given).content.decode()
    assert message in shown
    assert "Ten words of mine" in shown
    assert not ReviewObjective.objects.exists()


def test_the_page_says_letter_by_letter_what_would_make_an_objective_clearer(line, mine):
    ReviewObjectiveFactory(review=line.review, title="Help out", measure="", due_on=None)
    shown = text(mine.get(reverse("edr:own")))
    for reason in ("fewer than 4 words", "does not say how it will be measured", "serves no objective", "has no date"):
        assert reason in shown


def test_somebody_elses_save_is_shown_beside_ones_own_words(line, mine, boss):
    made = ReviewObjectiveFactory(review=line.review, title="As it was before")
    given = {"title": "What the manager wrote", "measure": "", "due_on": "", "serves": "", "version": 1}
    boss.post(at("objective-edit", line, made.pk), given)
    shown = text(mine.post(at("objective-edit", line, made.pk), {**given, "title": "What I wrote"}))
    assert "Somebody else saved this" in shown
    assert "What the manager wrote" in shown
    assert ReviewObjective.objects.get().title == "What the manager wrote"


def test_two_managers_words_at_mid_year_do_not_meet(line, boss):
    sign_stages(line.review, manager=line.manager)
    director = browser(line.director)
    director.post(at("mid-year-write", line), {"overall": "The director’s words", "version": 0})
    answer = boss.post(at("mid-year-write", line), {"overall": "The manager’s words", "version": 0})
    shown = answer.content.decode()
    assert "Somebody else saved this" in shown
    assert "The director’s words" in shown
    assert "The manager’s words" in shown
    boss.post(at("mid-year-write", line), {"overall": "Both our words", "version": 1})
    assert Statement.objects.get().text == "Both our words"


def test_a_year_from_objectives_to_the_end(line, mine, boss):
    made = ReviewObjectiveFactory(review=line.review)
    review = at("review-detail", line)

    def sign(client):
        version = Review.objects.get().version
        return client.post(at("review-sign", line), {"version": version}, follow=True)

    assert "You have signed." in text(sign(mine))
    assert "It waits for you to sign the objectives" in text(boss.get(review))
    sign(boss)
    assert "waits for you to write and sign the mid-year review" in text(boss.get(review))
    for name in ("mid-year-write", "end-year-write"):
        mine.post(at(name, line), {"overall": "I did well.", "version": 0})
        boss.post(at(name, line), {"overall": "You did well.", f"objective_{made.pk}": "Done on time.", "version": 0})
        sign(boss)
        assert "Reopen it first" in text(boss.post(at(name, line), {"overall": "No.", "version": 2}))
        sign(mine)
    shown = text(mine.get(reverse("edr:own")))
    assert "Both have signed everything." in shown
    assert shown.count("You did well.") == shown.count("Done on time.") == 2
    assert Signature.objects.count() == 6


def test_what_changed_since_the_page_was_read_is_not_signed(line, mine, boss):
    ReviewObjectiveFactory(review=line.review)
    boss.post(at("objective-create", line), {"title": "One more of these", "measure": "", "due_on": "", "serves": ""})
    for version in ("1", "", "x"):
        shown = text(mine.post(at("review-sign", line), {"version": version}, follow=True))
        assert "changed while you had it open" in shown
    assert not Signature.objects.exists()


def test_what_was_signed_is_reopened_with_a_reason(line, mine):
    ReviewObjectiveFactory(review=line.review)
    sign_stages(line.review, manager=line.manager)
    assert "Enter why" in text(mine.post(at("review-reopen", line), {"stage": "objectives", "why": ""}))
    mine.post(at("review-reopen", line), {"stage": "objectives", "why": "The plan changed."})
    shown = text(mine.get(reverse("edr:own")))
    assert "Reopened by Ed Employee on 14 October 2026: The plan changed." in shown
    assert not Signature.objects.filter(taken_back_at=None).exists()


def test_needs_and_taking_things_out(line, mine):
    mine.post(at("need-create", line), {"need": "Learn housing law", "how": "A course", "by_on": "", "done_on": ""})
    need, made = DevelopmentNeed.objects.get(), ReviewObjectiveFactory(review=line.review)
    met = {"need": need.need, "how": "", "by_on": "", "done_on": "1 October 2026", "version": 1}
    mine.post(at("need-edit", line, need.pk), met)
    assert "Met on 1 October 2026" in text(mine.get(reverse("edr:own")))
    assert "Take out" in text(mine.get(at("objective-remove", line, made.pk)))
    mine.post(at("objective-remove", line, made.pk), {"go": "1"})
    mine.post(at("need-remove", line, need.pk), {"go": "1"})
    assert not ReviewObjective.objects.exists()
    assert not DevelopmentNeed.objects.exists()


def test_a_part_of_another_review_is_not_reached_through_ones_own(line, mine):
    other = ReviewObjectiveFactory()
    assert mine.get(at("objective-edit", line, other.pk)).status_code == 404
    assert mine.get(at("need-edit", line, DevelopmentNeedFactory().pk)).status_code == 404


def test_the_person_sees_who_looked_and_the_history_tells_no_word(line, mine, boss):
    ReviewObjectiveFactory(review=line.review, title="A title of nobody else")
    boss.get(at("review-detail", line))
    browser(line.director).get(at("review-detail", line))
    boss.post(at("need-create", line), {"need": "Learn secretly", "how": "", "by_on": "", "done_on": ""})
    shown = text(mine.get(reverse("edr:own")))
    assert "May Manager, 14 October 2026" in shown
    assert "Dee Director, 14 October 2026" in shown
    assert "Who looked" not in text(boss.get(at("review-detail", line)))
    history = text(mine.get(f"{at('review-detail', line)}?tab=history"))
    assert "May Manager" in history
    assert "Learn secretly" not in history
    assert "2 words" in history


def test_years_lead_to_each_other(line, mine):
    earlier = ReviewFactory(person=line.person, post=line.officer, year=YEAR.previous(), held=False)
    assert "My review 2025/26" in text(mine.get(reverse("edr:own")))
    assert "2025/26" in page(mine, reverse("edr:own"), year=earlier.year.key)
    for wrong in ("2000-04-01YF", "nonsense"):
        assert mine.get(reverse("edr:own"), {"year": wrong}).status_code == 404


def test_the_team_is_who_reports_today_and_how_each_stands(line, boss):
    AppointmentFactory(post__reports_to=line.head, post__unit=line.unit, user__name="Ann Without")
    AppointmentFactory(post__reports_to=line.officer, user__name="Bob Beneath")
    AppointmentFactory(post__reports_to=line.head, user__name="Cy Councillor", post__role="councillor")
    ReviewObjectiveFactory(review=line.review)
    shown = text(boss.get(reverse("edr:team-list")))
    assert "Ed Employee" in shown
    assert "It waits for you to sign the objectives" in shown
    assert "It waits for Ann Without to begin it" in shown
    assert "Bob Beneath" not in shown
    assert "Cy Councillor" not in shown
    assert "Bob Beneath" in page(boss, reverse("edr:team-list"), reach="all")
    assert "Not begun" in page(boss, reverse("edr:team-list"), year=YEAR.next().key)
    assert "Nobody here" in text(browser(AppointmentFactory().user).get(reverse("edr:team-list")))


def test_counts_hide_small_numbers_on_the_page_and_in_its_files(line):
    ours = ObjectiveFactory()
    for number in range(30):
        review = ReviewFactory(post__unit=line.unit) if number < 20 else None
        if review is None:
            AppointmentFactory(post__unit=line.unit)
            continue
        serves = ours if number < 14 else None
        ReviewObjectiveFactory(review=review, serves=serves, is_well_set=number < 9, title="A word of somebody")
        if number < 12:
            sign_stages(review, manager=line.manager, stages=STAGES[: 1 + (number < 3)])
    AppointmentFactory(post__unit__name="Tiny")
    hr = browser(AppointmentFactory(post__role="human_resources", post__unit__name="Personnel").user)
    url = reverse("edr:count-list")
    shown = text(hr.get(url))
    # 33 employees: with the officer's 21 reviews, 12 agreed, 3 of them with a mid-year.
    assert "Benefits 33 21 (64%) 12 (36%) Fewer than 5 Fewer than 5 20 14 (70%) 9 (45%)" in shown
    assert "Tiny Not shown" in shown
    assert "With a review 21 of 33 (64%)" in shown
    assert "A word of somebody" not in shown
    file = hr.get(url, {"download": "csv"}).content.decode()
    assert "Benefits,33,21 (64%),12 (36%),Fewer than 5" in file
    assert hr.get(url, {"download": "xlsx"}).status_code == 200


def test_human_resources_opens_a_review_with_a_reason_and_reads_it_alone(line, mine):
    hr = browser(AppointmentFactory(post__role="human_resources", user__name="Hal Resources").user)
    ReviewObjectiveFactory(review=line.review, title="What is private to two")
    assert hr.get(at("review-detail", line)).status_code == 404
    given = {"email": line.person.email, "year": YEAR.key, "reason": "A grievance was raised."}
    assert "Enter why you need to read it" in text(hr.post(reverse("edr:glass-break"), {**given, "reason": ""}))
    shown = hr.post(reverse("edr:glass-break"), {**given, "email": "no.one@example.gov.uk"}).content.decode()
    assert "Nobody with that e-mail address has a review" in shown
    assert "A grievance was raised." in shown
    assert hr.post(reverse("edr:glass-break"), given)["Location"] == line.review.get_absolute_url()
    shown = text(hr.get(at("review-detail", line)))
    assert "What is private to two" in shown
    assert "Add an objective" not in shown
    assert hr.get(at("objective-create", line)).status_code == 403
    assert hr.post(at("review-sign", line), {"version": 1}).status_code == 403
    told = text(mine.get(reverse("edr:own")))
    assert "Hal Resources opened it for human resources on 14 October 2026" in told
    assert "A grievance was raised." in told
    assert "Your review was opened by human resources" in text(mine.get(reverse("inbox")))
    assert "Ed Employee, 2026/27" in text(hr.get(reverse("edr:glass-break")))
    BreakGlass.objects.update(from_at=NOW - timedelta(days=2), until_at=NOW - timedelta(days=1))
    assert hr.get(at("review-detail", line)).status_code == 404


def test_who_left_every_post_keeps_what_is_theirs_and_a_councillor_has_nothing(line, mine):
    line.person.appointments.update(ends_on=NOW.date() - timedelta(days=1))
    assert "Begin another year" not in text(mine.get(reverse("edr:own")))
    assert len(mine.get(reverse("edr:own-file")).json()["reviews"]) == 1
    councillor = browser(AppointmentFactory(post__role="councillor").user)
    for name in ("own", "own-file", "team-list", "review-begin", "count-list", "glass-break"):
        assert councillor.get(reverse(f"edr:{name}")).status_code == 403, name


def test_everything_is_taken_out_by_the_person_alone(line, mine):
    made = ReviewObjectiveFactory(review=line.review, title="What I set out to do")
    StatementFactory(review=line.review, objective=made, text="It went well.")
    DevelopmentNeedFactory(review=line.review, need="To learn")
    BreakGlassFactory(review=line.review)
    sign_stages(line.review, manager=line.manager, sides=(Side.EMPLOYEE,))
    answer = mine.get(reverse("edr:own-file"))
    assert answer["Content-Disposition"] == 'attachment; filename="my-reviews.json"'
    (told,) = answer.json()["reviews"]
    assert (told["year"], told["kept until"]) == ("2026/27", "2030-03-31")
    assert told["objectives"][0]["title"] == "What I set out to do"
    assert "It went well." in str(told)
    assert "A grievance was raised." in str(told)
    assert browser(line.manager).get(reverse("edr:own-file")).json() == {"reviews": []}


def test_a_change_of_manager_takes_effect_on_the_next_request(line, boss):
    assert boss.get(at("review-detail", line)).status_code == 200
    line.officer.reports_to = line.top
    line.officer.save()
    assert boss.get(at("review-detail", line)).status_code == 404
    assert "Ed Employee" not in text(boss.get(reverse("edr:team-list")))


def test_every_answer_is_kept_by_no_browser(line, mine, boss):
    for client in (mine, boss):
        for name in ("review-detail", "objective-create"):
            assert "no-store" in client.get(at(name, line))["Cache-Control"]
    assert "no-store" in mine.get(reverse("edr:own-file"))["Cache-Control"]
