"""The officer's pages without JavaScript, autosave and what the grid shows (C7, A8)."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Event
from accounts.roles import ROLES, Permission, Role
from indicators.models import AnnualTarget, Commentary, Observation, PeriodTarget, Return, SeriesBreak
from plans.periods import parse_label
from tests.factories import (
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    PostFactory,
    ReturnFactory,
    UnitFactory,
    period_target,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import autosave, edit_url, figures, form_of, make_return, queries_of

pytestmark = pytest.mark.django_db
ATTACK = """"><script>alert(1)</script>'{{7*7}}<img src=x onerror=alert(2)>"""


def test_a_quarter_without_javascript(officer, approver, service):
    in_return = make_return(service)
    one, two = figures(in_return)
    page = officer.get(reverse("indicators:return-list")).content.decode()
    assert "2 of 2 measures left, due Tuesday 20 October 2026" in page

    data = form_of(officer, edit_url(in_return))
    data |= {
        f"f{one.pk}-value": "95.5",
        f"f{two.pk}-value": "50",
        f"f{two.pk}-why": "Lorries broke down",
        "review": "1",
    }
    response = officer.post(edit_url(in_return), data, follow=True)
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == reverse("indicators:return-submit", args=[in_return.pk])
    assert "Saved 2 figures at 10:30." in page
    assert "Submit 1 figure for approval" in page
    assert "Still empty: What happened, What we are doing about it, By whom, By when." in page

    post = PostFactory(title="Fleet Manager", unit=service)
    data = form_of(officer, edit_url(in_return))
    data |= {
        f"f{two.pk}-happened": "Half the rounds were late.",
        f"f{two.pk}-action": "Two lorries hired",
        f"f{two.pk}-action_by": str(post.pk),
        f"f{two.pk}-action_by_on": "1/12/2026",
        f"f{two.pk}-warning_reason": "The depot confirmed it",
        "review": "1",
    }
    page = officer.post(edit_url(in_return), data, follow=True).content.decode()
    assert "Submit 2 figures for approval" in page

    chosen = re.findall(r'name="figure" value="([^"]*)"', page)
    submit = reverse("indicators:return-submit", args=[in_return.pk])
    page = officer.post(submit, {"figure": chosen}, follow=True).content.decode()
    assert "2 of 2 figures handed in" in page
    page = officer.post(submit, {"figure": chosen}, follow=True).content.decode()
    assert "already submitted. Nothing was submitted twice." in page

    approve = reverse("indicators:return-approve", args=[in_return.pk])
    page = approver.get(approve).content.decode()
    assert "Two lorries hired" in page
    assert "by Fleet Manager, by 1 December 2026" in page
    page = approver.post(approve, {"send_back": f"{one.pk}:3", f"note-{one.pk}": "Leave out garden waste"}, follow=True)
    assert "Sent back with your note." in page.content.decode()
    page = approver.post(approve, {"approve_all": "1", "all": [f"{two.pk}:4"]}, follow=True).content.decode()
    assert "1 figure approved." in page
    assert "Nothing waits for your approval" in page
    assert "Leave out garden waste" in officer.get(edit_url(in_return)).content.decode()
    assert [figure.state for figure in figures(in_return)] == ["sent_back", "approved"]
    actions = Event.objects.order_by("pk").values_list("action", flat=True)
    assert sorted(actions) == ["approved", "saved", "saved", "saved", "sent back", "submitted", "submitted"]


def test_progress_tells_what_was_entered_and_not_handed_in(officer, service):
    in_return = make_return(service, 3)
    one, two, three = figures(in_return)
    listed = reverse("indicators:return-list")
    assert "3 of 3 measures left, due Tuesday 20 October 2026" in officer.get(listed).content.decode()
    for drafts, said in (([one, two], "2 of them in draft"), ([three], "all of them in draft")):
        Observation.objects.filter(pk__in=[each.pk for each in drafts]).update(state="draft", value=95)
        assert f"3 of 3 measures left, {said}, due Tuesday" in officer.get(listed).content.decode()
        assert f"3 left</strong>, {said}, due Tuesday" in officer.get(edit_url(in_return)).content.decode()
    Observation.objects.filter(pk__in=[one.pk, two.pk]).update(state="submitted")
    assert "1 of 3 measures left, in draft, due Tuesday" in officer.get(listed).content.decode()


def test_the_grid_shows_last_values_target_status_and_earlier_promises(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    earlier = Observation.objects.get(indicator=figure.indicator, period=Q2.previous())
    Commentary.objects.create(observation=earlier, action="Hire a lorry", action_by_on=date(2026, 9, 1))
    Observation.objects.filter(pk=figure.pk).update(state="draft", value=Decimal(85))
    MilestoneFactory(objective__plan__unit=service, title="New depot open")
    page = officer.get(f"{edit_url(in_return)}?open={figure.pk}").content.decode()
    for text in ("94.0%", "91.0%", "Near target", "Promised last time:", "Hire a lorry", "by 1 September 2026"):
        assert text in page


def test_the_grid_says_who_sees_drafts(officer, service):
    page = officer.get(edit_url(make_return(service, 1))).content.decode()
    assert "seen only by the service, directors, auditors and the performance team" in page
    everywhere = {role for role, described in ROLES.items() if Permission.DRAFT_READ in described.council}
    assert everywhere == {Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR}


def test_the_last_four_are_the_same_on_the_figure_s_own_page(officer, service):
    in_return = make_return(service, 1)
    one = reverse("indicators:return-figure", args=[in_return.pk, "WR000", Q2.key])
    for url in (edit_url(in_return), one):
        assert "94.0% · 93.0% · 92.0% · 91.0%" in officer.get(url).content.decode()


def test_a_month_is_compared_with_the_one_typed_just_before(officer, service):
    in_return = ReturnFactory(service=service)
    indicator = IndicatorFactory(service=service, frequency="M")
    july, august = (parse_label(label) for label in ("July 2026", "August 2026"))
    ObservationFactory(indicator=indicator, in_return=in_return, period=july, state="draft", value=Decimal(80))
    figure = ObservationFactory(indicator=indicator, in_return=in_return, period=august, state="due", value=None)
    data = {"figure": figure.pk, f"f{figure.pk}-version": "1", f"f{figure.pk}-value": "80"}
    page = officer.post(reverse("indicators:return-assess", args=[in_return.pk]), data).content.decode()
    assert "Exactly the same as the period before" in page


@pytest.mark.parametrize("typed", ["974", "120", "97.4"])
def test_a_mistyped_figure_does_not_widen_the_limits_it_is_checked_against(officer, service, typed):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    for back in range(5, 9):
        ObservationFactory(indicator=figure.indicator, period=Q2.previous(back), value=Decimal(90 + back))
    # 98 to 91, falling by one each time: 94.5 plus and minus 2.66.
    page = assessed(officer, in_return, figure, typed)
    assert "Outside the usual 91.8% to 97.2%." in page


@pytest.mark.parametrize(
    ("quarter", "rationale", "is_asked"),
    [(Q2.previous(), "", True), (Q2, "", False), (Q2.previous(), "Upper quartile", False)],
)
def test_an_old_target_is_asked_about_once_a_year_and_not_where_it_has_its_reason(
    officer, service, quarter, rationale, is_asked
):
    in_return, indicator = ReturnFactory(service=service), IndicatorFactory(service=service)
    for back in (0, 4, 8):
        period_target(indicator, quarter.previous(back), 90)
    AnnualTarget.objects.update(rationale=rationale)
    figure = ObservationFactory(indicator=indicator, in_return=in_return, period=quarter, state="due", value=None)
    assert ("for three years" in assessed(officer, in_return, figure, "93")) is is_asked


def test_no_comparison_crosses_a_break_in_the_series(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    url = reverse("indicators:return-assess", args=[in_return.pk])
    data = {"figure": figure.pk, f"f{figure.pk}-value": "30"}
    data[f"f{figure.pk}-version"] = "1"
    assert "More than 50% away" in officer.post(url, data).content.decode()
    for period in (Q2, Q2.previous(9)):
        SeriesBreak.objects.create(indicator=figure.indicator, period=period, note="Counted in another way")
    page = officer.post(url, data).content.decode()
    assert "Off target" in page
    assert "More than 50% away" not in page


def test_the_drawer_opens_without_javascript_and_saves_what_was_typed(officer, service):
    in_return = make_return(service)
    one, two = figures(in_return)
    page = officer.get(edit_url(in_return)).content.decode()
    assert f'name="f{one.pk}-why"' not in page
    data = form_of(officer, edit_url(in_return)) | {f"f{one.pk}-value": "95", "open": str(two.pk)}
    response = officer.post(edit_url(in_return), data)
    assert response.url == f"{edit_url(in_return)}?open={two.pk}#f{two.pk}"
    page = officer.get(response.url).content.decode()
    assert f'name="f{two.pk}-why"' in page
    assert f'name="f{one.pk}-why"' not in page
    drawer = officer.get(reverse("indicators:return-words", args=[in_return.pk, one.pk])).content.decode()
    assert f'name="f{one.pk}-why"' in drawer
    assert officer.get(reverse("indicators:return-words", args=[in_return.pk, 987654])).status_code == 404


def test_words_that_a_colleague_wrote_meanwhile_stay_where_their_drawer_was_closed(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    data = form_of(officer, edit_url(in_return))
    other, _ = sign_in(Role.DATA_OFFICER, service)
    autosave(other, in_return, figure, why="A strike")
    page = officer.post(edit_url(in_return), data, follow=True).content.decode()
    assert "Nothing had changed" in page
    assert Commentary.objects.get().why == "A strike"


def test_bad_numbers_keep_what_was_typed_and_save_nothing(officer, service):
    in_return = make_return(service)
    one, two = figures(in_return)
    data = form_of(officer, edit_url(in_return))
    data |= {f"f{one.pk}-value": "95", f"f{two.pk}-value": "ninety", f"f{two.pk}-why": "Much  rain\r\nfell"}
    page = officer.post(edit_url(in_return), data).content.decode()
    assert "Nothing was saved yet. What you typed is still here." in page
    assert f'<a href="#f{two.pk}-value">Measure number 1: “ninety” is not a figure.' in page
    assert 'value="ninety"' in page
    assert 'value="95"' in page
    assert "Much  rain\r\nfell" in page
    assert not Observation.objects.filter(state="draft").exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("typed", "value", "absence"),
    [
        ("95", Decimal(95), ""),
        ("95.1%", Decimal("95.1"), ""),
        ("0", Decimal(0), ""),
        ("n/a", None, "not_available"),
        ("not applicable", None, "not_applicable"),
    ],
)
def test_figures_as_people_type_them(officer, service, typed, value, absence):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    data = form_of(officer, edit_url(in_return)) | {
        f"f{figure.pk}-value": typed,
        f"f{figure.pk}-absence_reason": "The supplier's system is down",
    }
    officer.post(edit_url(in_return), data)
    figure.refresh_from_db()
    assert (figure.value, figure.absence) == (value, absence)


@pytest.mark.parametrize(
    ("fields", "typed", "stored", "shown"),
    [
        ({"kind": "yes_no"}, "Yes", Decimal(1), 'value="Yes" selected'),
        ({"kind": "date"}, "17/7/2026", Decimal(date(2026, 7, 17).toordinal()), 'value="17 July 2026"'),
        ({"kind": "grade", "grades": "Poor\nFair\nGood"}, "Good", Decimal(2), 'value="Good" selected'),
        ({"kind": "duration"}, "1:02:03", Decimal(3723), 'value="1:02:03"'),
        ({"kind": "ratio"}, "20:1", Decimal(20), 'value="20:1"'),
        ({"kind": "money"}, "£1,234.50", Decimal("1234.5"), 'value="1234.5"'),
        ({"kind": "money", "unit": "£m"}, "£1.2m", Decimal("1.2"), 'value="1.2"'),
        ({"kind": "money", "unit": "£m"}, "1.2", Decimal("1.2"), 'value="1.2"'),
    ],
)
def test_each_kind_of_value_is_typed_in_its_own_way_and_comes_back_as_typed(
    officer, service, fields, typed, stored, shown
):
    in_return = ReturnFactory(service=service)
    indicator = IndicatorFactory(service=service, **fields)
    figure = ObservationFactory(indicator=indicator, in_return=in_return, state="due", value=None)
    data = form_of(officer, edit_url(in_return)) | {f"f{figure.pk}-value": typed}
    officer.post(edit_url(in_return), data)
    figure.refresh_from_db()
    assert figure.value == stored
    assert shown in officer.get(edit_url(in_return)).content.decode()
    # Sent as it came, the row counts as untouched.
    officer.post(edit_url(in_return), form_of(officer, edit_url(in_return)))
    assert Event.objects.count() == 1


def test_numerator_and_denominator_are_typed_and_the_value_worked_out(officer, service):
    in_return = make_return(service, 1, has_parts=True, numerator="calls answered", denominator="calls made")
    (figure,) = figures(in_return)
    data = form_of(officer, edit_url(in_return)) | {f"f{figure.pk}-numerator": "190"}
    page = officer.post(edit_url(in_return), data).content.decode()
    assert "Measure number 0: enter the other part: calls made." in page
    data |= {f"f{figure.pk}-denominator": "200"}
    officer.post(edit_url(in_return), data)
    figure.refresh_from_db()
    assert (figure.value, figure.numerator, figure.denominator) == (95, 190, 200)


def test_an_odd_unit_is_asked_about_before_it_is_forgotten(officer, service):
    in_return = make_return(service, 1, kind="number", unit="days")
    (figure,) = figures(in_return)
    data = form_of(officer, edit_url(in_return)) | {f"f{figure.pk}-value": "95 hours"}
    assert "typed in hours" in officer.post(edit_url(in_return), data).content.decode()
    data |= {f"f{figure.pk}-warning_reason": "Hours became the unit in July"}
    officer.post(edit_url(in_return), data)
    figure.refresh_from_db()
    assert figure.value == 95


def test_a_full_stop_at_the_end_of_a_name_or_a_promise_stays_within_its_sentence(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    figure.indicator.name = "Days to process new claims."
    figure.indicator.save()
    earlier = Observation.objects.get(indicator=figure.indicator, period=Q2.previous())
    post = PostFactory(title="Head of Finance", unit=service)
    Commentary.objects.create(
        observation=earlier, action="Share it with the director.", action_by=post, action_by_on=date(2026, 9, 1)
    )
    refused = autosave(officer, in_return, figure, value="19,5").json()["message"]
    assert refused.startswith("Days to process new claims: “19,5”")
    page = officer.get(f"{edit_url(in_return)}?open={figure.pk}").content.decode()
    assert "Share it with the director, by Head of Finance, by 1 September 2026.</p>" in page


def test_two_officers_neither_loses_text(service, officer):
    in_return = make_return(service)
    one, two = figures(in_return)
    other, _ = sign_in(Role.DATA_OFFICER, service)
    mine, theirs = form_of(officer, edit_url(in_return)), form_of(other, edit_url(in_return))
    other.post(edit_url(in_return), theirs | {f"f{one.pk}-value": "88", f"f{one.pk}-why": "A strike"})

    mine |= {f"f{one.pk}-value": "91", f"f{two.pk}-value": "92"}
    page = officer.post(edit_url(in_return), mine).content.decode()

    assert "saved another text" in page
    assert "A strike" in page
    assert 'value="91"' in page
    assert not Observation.objects.filter(pk=two.pk, state="draft").exists()
    again = mine | {f"f{one.pk}-version": "2", f"f{one.pk}-chosen": "1"}
    assert "choose which text to keep" in officer.post(edit_url(in_return), again).content.decode()
    officer.post(edit_url(in_return), again | {f"f{one.pk}-keep": "mine"})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.value, two.value) == (91, 92)
    changes = [event.changes.get("value") for event in Event.objects.order_by("pk")]
    assert changes == [[None, "88"], ["88", "91"], [None, "92"]]


def test_a_conflict_can_be_settled_for_the_colleague(service, officer):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    other, _ = sign_in(Role.DATA_OFFICER, service)
    mine = form_of(officer, edit_url(in_return)) | {f"f{figure.pk}-value": "91"}
    other.post(edit_url(in_return), form_of(other, edit_url(in_return)) | {f"f{figure.pk}-value": "88"})
    officer.post(edit_url(in_return), mine | {f"f{figure.pk}-chosen": "1", f"f{figure.pk}-keep": "theirs"})
    figure.refresh_from_db()
    assert figure.value == 88


def test_two_officers_on_different_rows_do_not_meet(service, officer):
    in_return = make_return(service)
    one, two = figures(in_return)
    other, _ = sign_in(Role.DATA_OFFICER, service)
    mine = form_of(officer, edit_url(in_return)) | {f"f{two.pk}-value": "92"}
    other.post(edit_url(in_return), form_of(other, edit_url(in_return)) | {f"f{one.pk}-value": "88"})
    officer.post(edit_url(in_return), mine)
    assert [figure.value for figure in figures(in_return)] == [88, 92]


def test_autosave_answers_saved_refused_or_conflict(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    saved = autosave(officer, in_return, figure, value="70")
    assert saved.status_code == 200
    answer = saved.json()
    assert (answer["outcome"], answer["version"], answer["at"], answer["state_word"]) == (
        "saved",
        "2",
        "10:30",
        "Draft",
    )
    assert "Off target" in answer["status"]
    assert answer["commentary_mark"] == "needed"

    refused = autosave(officer, in_return, figure, version=2, value="lots")
    assert "target" not in refused.json()["status"]
    assert (refused.status_code, refused.json()["outcome"]) == (422, "refused")
    assert "“lots” is not a figure" in refused.json()["errors"]["value"]

    conflict = autosave(officer, in_return, figure, version=1, value="71")
    assert (conflict.status_code, conflict.json()["outcome"]) == (409, "conflict")
    assert conflict.json()["theirs"]["value"] == "70"
    assert "Keep what I typed" in conflict.json()["conflict"]

    same = autosave(officer, in_return, figure, version=1, value="70")
    assert same.json()["outcome"] == "saved"
    assert Event.objects.count() == 1


def assessed(client, in_return, figure, typed):
    data = {"figure": figure.pk, f"f{figure.pk}-version": "1", f"f{figure.pk}-value": typed}
    return client.post(reverse("indicators:return-assess", args=[in_return.pk]), data).content.decode()


def test_assess_tells_the_status_and_saves_nothing(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    data = {"figure": figure.pk, f"f{figure.pk}-version": "1", f"f{figure.pk}-value": "89"}
    page = officer.post(reverse("indicators:return-assess", args=[in_return.pk]), data).content.decode()
    assert "Near target" in page
    assert "below the target of 90" in page
    assert Observation.objects.get(pk=figure.pk).value is None


@pytest.mark.parametrize("typed", ["abc", "19,5", "95 of them"])
def test_no_status_stands_beside_what_cannot_be_read(officer, service, typed):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    autosave(officer, in_return, figure, value="95")
    assert "On target" not in assessed(officer, in_return, figure, typed)
    data = form_of(officer, edit_url(in_return)) | {f"f{figure.pk}-value": typed}
    assert "On target" not in officer.post(edit_url(in_return), data).content.decode()


@pytest.mark.parametrize("junk", ["", "x", "-1", "9" * 5000, "1;DROP"])
def test_junk_from_a_form_is_answered_calmly(officer, service, junk):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    assert officer.post(reverse("indicators:return-save", args=[in_return.pk]), {"figure": junk}).status_code == 404
    assert autosave(officer, in_return, figure, version=junk, value="5").status_code in (200, 409)
    assert officer.post(reverse("indicators:return-withdraw", args=[in_return.pk]), {"figure": junk}).status_code == 404
    submit = reverse("indicators:return-submit", args=[in_return.pk])
    assert officer.post(submit, {"figure": [f"{junk}:1", junk]}).status_code in (200, 302)
    assert officer.get(reverse("indicators:return-list") + f"?period={junk[:50]}&state={junk[:50]}").status_code == 200


def test_withdraw_takes_a_figure_back(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    Observation.objects.filter(pk=figure.pk).update(state="submitted", value=95)
    url = reverse("indicators:return-withdraw", args=[in_return.pk])
    assert "draft again" in officer.post(url, {"figure": figure.pk}, follow=True).content.decode()
    assert "cannot be changed this way" in officer.post(url, {"figure": figure.pk}, follow=True).content.decode()


def test_single_form_saves_and_goes_on_to_the_next(officer, service):
    in_return = make_return(service)
    one, two = figures(in_return)
    first, second = (
        reverse("indicators:return-figure", args=[in_return.pk, f.indicator.ref, Q2.key]) for f in (one, two)
    )
    response = officer.post(first, form_of(officer, first) | {f"f{one.pk}-value": "95", "next": "1"})
    assert response.url == second
    response = officer.post(second, form_of(officer, second) | {f"f{two.pk}-value": "bad", "next": "1"})
    assert "“bad” is not a figure" in response.content.decode()
    assert officer.get(first.replace(Q2.key, "2020-01-01QF")).status_code == 404


def test_a_locked_return_is_read_only_and_can_be_reopened_by_the_performance_team(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    Observation.objects.filter(pk=figure.pk).update(state="missing")
    Return.objects.update(locked_at=datetime(2026, 10, 10, tzinfo=UTC))
    page = officer.get(edit_url(in_return)).content.decode()
    assert "This return was locked on 10 October 2026. Ask the performance team to reopen it." in page
    assert "Missing" in page
    assert f'name="f{figure.pk}-value"' not in page
    data = {f"f{figure.pk}-version": "1", f"f{figure.pk}-value": "95"}
    page = officer.post(edit_url(in_return), data).content.decode()
    assert "this return was locked" in page
    assert 'value="95"' in page
    reopen = reverse("indicators:return-reopen", args=[in_return.pk])
    assert officer.get(reopen).status_code == 403
    team, _ = sign_in(Role.ADMINISTRATOR)
    page = team.post(reopen, {"until": "20 November 2026", "reason": "The supplier was late"}, follow=True)
    assert "The return is open again." in page.content.decode()
    figure.refresh_from_db()
    assert figure.state == "due"


def test_attack_strings_are_shown_as_text_on_every_page(officer, approver, service):
    service.name = ATTACK[:100]
    service.save()
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    figure.indicator.name = ATTACK
    figure.indicator.save()
    texts = dict.fromkeys(("happened", "why", "action", "outlook", "evidence", "warning_reason"), ATTACK)
    autosave(officer, in_return, figure, value="95", **texts)
    Observation.objects.filter(pk=figure.pk).update(note_back=ATTACK)
    pages = [edit_url(in_return), reverse("indicators:return-list")]
    pages += [reverse(f"indicators:return-{name}", args=[in_return.pk]) for name in ("submit", "submitted")]
    pages += [reverse("indicators:return-figure", args=[in_return.pk, "WR000", Q2.key])]
    pages += [reverse("indicators:figure-history", args=["WR000", Q2.key])]
    seen = [officer.get(url).content.decode() for url in pages]
    Observation.objects.filter(pk=figure.pk).update(state="submitted")
    seen.append(approver.get(reverse("indicators:return-approve", args=[in_return.pk])).content.decode())
    other, _ = sign_in(Role.DATA_OFFICER, service)
    Observation.objects.filter(pk=figure.pk).update(state="draft")
    conflict = autosave(other, in_return, figure, version=1, why=ATTACK + "!")
    assert conflict["Content-Type"] == "application/json"
    seen += [conflict.json()["conflict"], conflict.json()["status"]]
    assert "{{7*7}}" in seen[0]
    for page in seen:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_grid_makes_the_same_number_of_statements_at_35_and_350_measures(officer, service):
    few, many = make_return(service, 3), None
    other = UnitFactory()
    client, _ = sign_in(Role.DATA_OFFICER, other)
    many = ReturnFactory(service=other)
    for n in range(40):
        indicator = IndicatorFactory(service=other, ref=f"B{n}", frequency="MQ"[n % 2])
        for month in ("July 2026", "August 2026", "September 2026") if n % 2 == 0 else ("2026/27 Q2",):
            ObservationFactory(
                indicator=indicator, period=parse_label(month), in_return=many, state="draft", value=Decimal(n)
            )
    counts = [queries_of(officer, edit_url(few)), queries_of(client, edit_url(many))]
    assert counts[0] == counts[1]
    assert counts[0] <= 13, counts  # two of them are the test's own transaction
    for name in ("submit",):
        pair = [
            queries_of(officer, reverse(f"indicators:return-{name}", args=[few.pk])),
            queries_of(client, reverse(f"indicators:return-{name}", args=[many.pk])),
        ]
        assert pair[0] == pair[1]


def test_last_time_s_words_stand_beside_each_box_and_a_picture_beside_the_figure(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    earlier = Observation.objects.get(indicator=figure.indicator, period=Q2.previous())
    Commentary.objects.create(observation=earlier, why="Flu in June.", outlook="Better by the autumn.")
    page = officer.get(f"{edit_url(in_return)}?open={figure.pk}").content.decode()
    assert page.count('<svg class="app-spark"') == 1
    assert f'id="f{figure.pk}-why-before"><strong>Last time:</strong> Flu in June.' in page
    assert f'aria-describedby="f{figure.pk}-outlook-before"' in page
    assert f"f{figure.pk}-happened-before" not in page
    one = officer.get(reverse("indicators:return-figure", args=[in_return.pk, "WR000", Q2.key])).content.decode()
    assert '<svg class="app-spark"' in one
    assert "Flu in June." in one


def test_what_became_of_a_promise_is_asked_kept_and_told(officer, approver, service):
    in_return = make_return(service, 2)
    figure, other = figures(in_return)
    earlier = Observation.objects.get(indicator=figure.indicator, period=Q2.previous())
    Commentary.objects.create(observation=earlier, action="Hire a lorry", action_by_on=date(2026, 9, 1))
    Observation.objects.filter(in_return=in_return).update(state="draft", value=Decimal(95))
    page = officer.get(edit_url(in_return)).content.decode()
    assert "Say whether it was done." in page
    assert "Was it done?" not in officer.get(f"{edit_url(in_return)}?open={other.pk}").content.decode()
    opened = f"{edit_url(in_return)}?open={figure.pk}"
    assert "Was it done?" in officer.get(opened).content.decode()
    officer.post(edit_url(in_return), form_of(officer, opened) | {f"f{figure.pk}-promise_kept": "part"})
    assert Commentary.objects.get(observation=figure).promise_kept == "part"
    assert "Say whether it was done." not in officer.get(edit_url(in_return)).content.decode()
    Observation.objects.filter(in_return=in_return).update(state="submitted")
    page = approver.get(reverse("indicators:return-approve", args=[in_return.pk])).content.decode()
    assert "What was promised last time</dt>" in page
    assert "<p>Was done in part.</p>" in page
    junk = form_of(officer, opened) | {f"f{figure.pk}-promise_kept": "perhaps"}
    assert officer.post(edit_url(in_return), junk).status_code in (200, 302)
    measure = officer.get(reverse("reporting:measure", args=["WR000"])).content.decode()
    assert "The service says that it was done in part." in measure


def test_the_same_words_on_several_measures_are_flagged_while_typing_and_to_the_approver(officer, approver, service):
    in_return = make_return(service, 3)
    one, two, three = figures(in_return)
    Observation.objects.filter(in_return=in_return).update(state="draft", value=Decimal(95))
    Commentary.objects.create(observation=one, why="Two posts were vacant in July.")
    Observation.objects.filter(pk=one.pk).update(state="submitted")
    answer = autosave(officer, in_return, two, value="96", why="Two posts were vacant in July.").json()
    assert answer["outcome"] == "saved"
    assert "“Why” is word for word the same as for Measure number 0." in answer["status"]
    assert "word for word" not in autosave(officer, in_return, three, value="96", why="Flu, mostly.").json()["status"]
    assert officer.get(edit_url(in_return)).content.decode().count("word for word") == 1
    page = approver.get(reverse("indicators:return-approve", args=[in_return.pk])).content.decode()
    assert "“Why” is word for word the same as for Measure number 1." in page


def test_a_target_far_easier_than_last_year_s_has_to_be_confirmed(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    period_target(figure.indicator, Q2.last_year(), 99)
    PeriodTarget.objects.filter(indicator=figure.indicator, period=Q2).update(value=80)
    page = autosave(officer, in_return, figure, value="95").json()["status"]
    assert "The target of 80% is far easier than the 99% of the same period last year" in page
    assert "say why it is unusual" in page
    data = {"version": 2, "value": "95", "warning_reason": "Two depots were closed for good."}
    assert "say why it is unusual" not in autosave(officer, in_return, figure, **data).json()["status"]
    AnnualTarget.objects.filter(indicator=figure.indicator).update(rationale="Agreed by Cabinet in March")
    assert "far easier" not in officer.get(edit_url(in_return)).content.decode()


def test_why_there_is_no_figure_is_asked_once_there_is_none(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    typed = {"figure": figure.pk, f"f{figure.pk}-version": 1}
    assess = reverse("indicators:return-assess", args=[in_return.pk])
    assert "data-absent" in officer.post(assess, typed | {f"f{figure.pk}-value": "n/a"}).content.decode()
    assert "data-absent" not in officer.post(assess, typed | {f"f{figure.pk}-value": "95"}).content.decode()
