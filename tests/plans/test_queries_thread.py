from datetime import date

import pytest

from plans.queries.thread import load_thread
from tests.factories import LevelFactory, LinkFactory, ObjectiveFactory, PlanFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [2, 12])
def test_the_thread_is_loaded_in_two_statements(size, django_assert_num_queries):
    LinkFactory.create_batch(size)
    with django_assert_num_queries(2):
        assert len(load_thread().nodes) == 2 * size


def test_a_node_carries_its_plan():
    plan = PlanFactory(
        level=LevelFactory(name="Corporate plan", position=3),
        ref="CP",
        title="Our plan",
        unit=UnitFactory(name="Council"),
    )
    objective = ObjectiveFactory(plan=plan, ref="CP1", kind="priority", owner__title="Leader")
    link = LinkFactory(child=objective, made_on=date(2026, 5, 1))
    node = load_thread().nodes[objective.pk]
    assert (node.ref, node.kind, node.owner, node.plan_ref, node.level) == ("CP1", "priority", "Leader", "CP", 3)
    assert (node.level_name, node.unit_name, node.approved_on) == ("Corporate plan", "Council", plan.approved_on)
    assert [tie.made_on for tie in load_thread().links_up(objective.pk)] == [link.made_on]


def test_a_partner_loads_only_what_is_in_reach():
    ours, theirs = ObjectiveFactory(), ObjectiveFactory()
    LinkFactory(child=ours, parent=theirs)
    thread = load_thread(reach=frozenset({ours.plan.unit_id}))
    assert list(thread.nodes) == [ours.pk]
    assert thread.ties == ()
