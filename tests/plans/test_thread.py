"""A2 and A3: the golden thread is walked up and down, and says what is wrong with it."""

from datetime import date

import pytest

from plans.thread import Health, Node, Thread, Tie, health

APPROVED = date(2026, 3, 1)
LEVEL_NAMES = {1: "Community strategy", 3: "Corporate plan", 4: "Service plan", 7: "Individual plan"}


def node(pk, *, level=3, kind="objective", plan=None, state="approved", approved_on=APPROVED):
    plan = plan or level
    return Node(
        pk=pk,
        ref=f"R{pk}",
        title=f"Objective {pk}",
        kind=kind,
        position=pk,
        owner_id=1,
        owner="Head of Housing",
        plan_id=plan,
        plan_ref=f"P{plan}",
        plan_title=f"Plan {plan}",
        plan_state=state,
        approved_on=approved_on,
        level=level,
        level_name=LEVEL_NAMES.get(level, f"Level {level}"),
        unit_id=1,
        unit_name="Housing",
    )


def tie(child, parent, *, primary=True, made_on=date(2026, 2, 1)):
    return Tie(child, parent, primary, made_on)


@pytest.fixture
def thread():
    """One at the top; 2 and 3 beneath it; 4 under both; 5 an EDR objective under 4."""
    return Thread(
        [
            node(5, level=7),
            node(4, level=4),
            node(3, level=3, kind="priority"),
            node(2, level=3, kind="priority"),
            node(1, level=1, kind="priority"),
        ],
        [tie(2, 1), tie(3, 1), tie(4, 3, primary=False), tie(4, 2), tie(5, 4)],
    )


def refs(nodes):
    return [each.pk for each in nodes]


def kinds(findings):
    return [(finding.health, finding.ref) for finding in findings]


def test_nodes_stand_from_the_top_down(thread):
    assert list(thread.nodes) == [1, 2, 3, 4, 5]
    assert thread.by_ref["R4"].pk == 4


def test_the_walk_up_and_down(thread):
    assert refs(thread.parents(4)) == [2, 3]
    assert refs(thread.children(1)) == [2, 3]
    assert refs(thread.children(3)) == [4]
    assert thread.children(3, primary_only=True) == ()
    assert refs(thread.roots()) == [1]
    assert thread.descendants(1) == {2, 3, 4, 5}


def test_an_edr_objective_is_walked_up_to_the_community_strategy(thread):
    assert refs(thread.primary_path(5)) == [1, 2, 4, 5]
    assert refs(thread.primary_path(1)) == [1]


def test_siblings_share_the_primary_parent(thread):
    assert refs(thread.siblings(2)) == [3]
    assert refs(thread.siblings(4)) == []


def test_siblings_without_a_parent_are_the_unlinked_of_the_plan():
    thread = Thread([node(1, plan=9), node(2, plan=9), node(3, plan=9), node(4, plan=8)], [tie(3, 4)])
    assert refs(thread.siblings(1)) == [2]


def test_links_to_what_is_not_loaded_are_left_out():
    thread = Thread([node(1)], [tie(1, 99), tie(98, 1)])
    assert thread.ties == ()


def test_a_loop_is_foreseen(thread):
    assert thread.would_loop(child=1, parent=1)
    assert thread.would_loop(child=1, parent=5)
    assert thread.would_loop(child=2, parent=4)
    assert not thread.would_loop(child=5, parent=3)
    assert not thread.would_loop(child=2, parent=3)


def test_walks_end_over_links_that_go_round_in_circles():
    thread = Thread([node(1), node(2), node(3)], [tie(1, 2), tie(2, 3), tie(3, 1)])
    assert refs(thread.primary_path(1)) == [3, 2, 1]
    assert thread.descendants(1) == {2, 3}


def test_a_sound_thread_has_no_findings(thread):
    assert health(thread, measures={4: 1, 5: 2}) == []


def test_no_link_many_links_and_retrofitted():
    nodes = [node(pk, level=1, kind="priority") for pk in (1, 2, 3, 4)]
    nodes += [node(pk, level=3) for pk in (10, 11, 12, 13)]
    late = date(2026, 5, 1)
    ties = [tie(11, parent, primary=parent == 1) for parent in (1, 2, 3, 4)]
    ties += [tie(12, 1, made_on=late), tie(13, 1), tie(13, 2, primary=False, made_on=late)]
    findings = health(Thread(nodes, ties))
    assert kinds(findings) == [
        (Health.NO_LINK, "R10"),
        (Health.MANY_LINKS, "R11"),
        (Health.RETROFITTED, "R12"),
    ]
    assert findings[2].words == "Linked on 1 May 2026, after approval."
    assert findings[0].node.pk == 10


def test_a_link_on_the_day_of_approval_is_not_retrofitted():
    nodes = [node(1, level=1, kind="priority"), node(2, level=3)]
    assert health(Thread(nodes, [tie(2, 1, made_on=APPROVED)])) == []


def test_a_draft_has_no_retrofitted_links():
    nodes = [node(1, level=1, kind="priority"), node(2, level=3, state="draft", approved_on=None)]
    assert health(Thread(nodes, [tie(2, 1, made_on=date(2030, 1, 1))])) == []


def test_a_priority_with_nothing_beneath_it():
    nodes = [node(1, level=1, kind="priority"), node(2, level=1, kind="priority"), node(3, level=4, state="closed")]
    assert kinds(health(Thread(nodes, [tie(3, 2)]))) == [
        (Health.NOTHING_BENEATH, "R1"),
        (Health.NOTHING_BENEATH, "R2"),  # what lies beneath is closed
    ]


def test_at_the_highest_level_only_the_highest_kind_may_stand_unlinked():
    nodes = [node(1, kind="priority"), node(2, kind="outcome"), node(3, kind="outcome")]
    assert kinds(health(Thread(nodes, [tie(2, 1)]))) == [(Health.NO_LINK, "R3")]


def test_a_district_without_a_community_strategy_starts_at_its_corporate_plan():
    nodes = [node(1, level=3, kind="priority"), node(2, level=4)]
    assert kinds(health(Thread(nodes, [tie(2, 1)]))) == []


def test_objectives_and_outcomes_without_a_measure():
    nodes = [node(1, kind="priority"), node(2, kind="outcome"), node(3), node(4, kind="task"), node(5, kind="focus")]
    ties = [tie(pk, 1) for pk in (2, 3, 4, 5)]
    thread = Thread(nodes, ties)
    assert health(thread) == []
    assert kinds(health(thread, measures={})) == [(Health.NO_MEASURE, "R3"), (Health.OUTCOME_NO_MEASURE, "R2")]
    assert health(thread, measures={2: 1, 3: 4}) == []


def test_measures_without_an_objective_stand_last():
    thread = Thread([node(1, level=1, kind="priority"), node(2)], [])
    findings = health(thread, loose_measures=[("IN2", "Calls answered"), ("IN1", "Bins emptied")])
    assert kinds(findings)[-2:] == [(Health.MEASURE_NO_OBJECTIVE, "IN1"), (Health.MEASURE_NO_OBJECTIVE, "IN2")]
    assert findings[-1].node is None
    assert findings[-1].title == "Calls answered"


def test_findings_are_narrowed_to_a_plan_but_judged_against_the_whole():
    nodes = [node(1, level=1, kind="priority"), node(2, level=3), node(3, level=4)]
    assert kinds(health(Thread(nodes, [tie(2, 1)]), plans={4})) == [(Health.NO_LINK, "R3")]


def test_closed_plans_have_no_findings():
    assert health(Thread([node(1, state="closed", kind="priority")], []), measures={}) == []
    assert health(Thread([], [])) == []


def test_every_finding_has_words():
    assert all(each.label for each in Health)
