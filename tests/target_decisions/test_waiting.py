"""What of decisions on targets waits for whom, and what is said beside targets (C4, C19)."""

from datetime import date

import pytest

from accounts.roles import Role
from indicators.queries.beside_targets import noted_targets
from reporting.queries.reminders import owned_duties
from target_decisions.queries.waiting import decisions_waiting
from tests.factories import IndicatorFactory, PostFactory, acting_as
from tests.factories.target_decisions import (
    AGREED,
    NEXT,
    ProposalFactory,
    ProposedYearFactory,
    TargetQuestionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)


@pytest.fixture
def team():
    return PostFactory(role="administrator")


def told(today=TODAY, posts=None):
    return {(each.post_id, each.text.partition(": ")[2]) for each in decisions_waiting(today, posts)}


def test_a_question_waits_for_who_answers_for_the_target(team):
    question = TargetQuestionFactory(proposal__stage="challenged", question="Why no more?")
    TargetQuestionFactory(proposal__stage="challenged", answer="Since then.", answered_at=question.asked_at)
    TargetQuestionFactory(proposal__stage="withdrawn")
    post = question.proposal.responsible
    assert told() == {(post.pk, "“Why no more?”")}
    assert told(posts=[team.pk]) == set()
    (duty,) = owned_duties([post.pk], today=TODAY)
    assert (duty.path, duty.because) == (question.proposal.get_absolute_url(), "answer for this target")


def test_without_a_responsible_post_the_owner_of_the_measure_is_asked():
    question = TargetQuestionFactory(proposal__stage="challenged", proposal__responsible=None)
    assert {post for post, _ in told()} == {question.proposal.indicator.owner_id}


def test_what_is_to_be_agreed_or_reviewed_waits_for_the_performance_team(team):
    ProposedYearFactory(proposal__stage="proposed")
    agreed = ProposalFactory(first_year=NEXT.previous(2), **AGREED)
    for number in range(3):
        ProposedYearFactory(proposal=agreed, year=NEXT.previous(2 - number))
    to_agree, to_review = "to be agreed at a meeting", "the year is over, to be reviewed"
    assert told() == {(team.pk, to_agree), (team.pk, to_review)}
    assert len(decisions_waiting(date(2027, 5, 1))) == 3
    assert told(posts=[PostFactory().pk]) == set()


def test_nothing_waits_where_nothing_is_proposed(team, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert decisions_waiting(TODAY) == []


def test_the_sheet_says_who_agreed_and_what_stands_against_gaming():
    proposal = ProposalFactory(
        **AGREED, counter_measure=IndicatorFactory(name="Cases reopened"), counter_words="Ten are looked at again."
    )
    year = ProposedYearFactory(proposal=proposal)
    years = (NEXT.next(), NEXT)
    reader = acting_as("councillor")
    noted = noted_targets(proposal.indicator, years, actor=reader)
    assert [(each.year, each.words, each.url) for each in noted.notes] == [
        (
            year.year,
            "Agreed by The Cabinet (Cabinet), 5 October 2026. Against side effects: Cases reopened; Ten are looked at "
            "again.",
            proposal.get_absolute_url(),
        )
    ]
    assert noted.actions == []
    partner = acting_as("partner", unit=proposal.indicator.service)
    (note,) = noted_targets(proposal.indicator, years, actor=partner).notes
    assert note.words.endswith("Against side effects: Ten are looked at again.")
    manager = acting_as(Role.APPROVER.value, unit=proposal.indicator.service)
    offered = [label for label, _ in noted_targets(proposal.indicator, years, actor=manager).actions]
    assert offered == ["Propose a target for 2028/29", "Propose a target for 2027/28"]


def test_a_year_in_an_open_proposal_is_not_offered_again():
    proposal = ProposalFactory()
    ProposedYearFactory(proposal=proposal)
    manager = acting_as(Role.APPROVER.value, unit=proposal.indicator.service)
    noted = noted_targets(proposal.indicator, (NEXT.next(), NEXT), actor=manager)
    assert [label for label, _ in noted.actions] == ["Propose a target for 2028/29"]
    assert [each.words for each in noted.notes] == ["Proposed, to be agreed."]
    proposal.indicator.is_data_only = True
    assert noted_targets(proposal.indicator, (NEXT.next(),), actor=manager).actions == []
