"""A file of family groups: councils and groups made of it, told before, and each fault with its line."""

from datetime import date

import pytest
from django.conf import settings

from accounts.models import Event
from accounts.roles import Role
from benchmarks.imports.group_files import COLUMNS, EXAMPLES, HEADINGS, plan_groups, read_groups_file
from benchmarks.models import Council, Group
from tests.benchmarks.imports.test_files import as_csv, by_the_worker
from tests.factories import sign_in
from tests.factories.benchmarks import CouncilFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
FAMILY, GROUPING = "Family Group 1", "Environmental indicators"


def rows(*councils: str, **more: str) -> list[dict[str, str]]:
    return [{"Group": FAMILY, "Council": each, "Measures that it holds for": GROUPING, **more} for each in councils]


def planned(lines: list[dict[str, str]]):
    return plan_groups(read_groups_file(as_csv(lines), "file.csv"), "file.csv", today=date(2026, 8, 6))


def test_groups_and_councils_are_made_and_a_second_time_changes_nothing() -> None:
    by = sign_in(Role.ADMINISTRATOR)[1]
    CouncilFactory(name="Exampleshire", code="S12000001")
    lines = rows("S12000001", "Otherton")
    plan = planned(lines)
    assert [(row.name, row.outcome, row.about) for row in plan.rows] == [
        ("Exampleshire", "new", ""), ("Otherton", "new", "New council"),
    ]  # fmt: skip
    assert plan.makes[0] == "1 new family group."
    by_the_worker(by, lines, "council-groups")
    group = Group.objects.get(kind="family")
    assert (group.name, group.grouping) == (FAMILY, GROUPING)
    assert sorted(group.members.values_list("name", flat=True)) == ["Exampleshire", "Otherton"]
    assert Event.objects.filter(thing_type="benchmarks.group", action="made", by=by.user).count() == 1
    again = planned(lines)
    assert ({row.outcome for row in again.rows}, again.read.groups, again.makes) == ({"unchanged"}, [], [])


def test_a_group_becomes_what_the_file_says_of_it() -> None:
    by = sign_in(Role.ADMINISTRATOR)[1]
    by_the_worker(by, rows("Exampleshire", "Otherton"), "council-groups")
    plan = planned(rows("Otherton", "Thirdby"))
    assert plan.notes == ["Exampleshire leaves Family Group 1."]
    by_the_worker(by, rows("Otherton", "Thirdby"), "council-groups")
    assert sorted(Group.objects.get(kind="family").members.values_list("name", flat=True)) == ["Otherton", "Thirdby"]
    assert Council.objects.filter(name="Exampleshire").exists()


def test_each_fault_is_told_with_its_line_and_nothing_else() -> None:
    plan = planned([*rows("Otherton", "otherton", ""), *rows("Thirdby", Group="x" * 121)])
    assert [row.problems for row in plan.rows] == [
        (),
        ("Council: Otherton stands in line 2 already. Keep one of the two lines.",),
        ("Council: it is empty. Fill it in, or take the line out.",),
        ("Group: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is longer than 120 characters. Shorten it.",),
    ]


def test_the_guide_names_every_column() -> None:
    guide = (settings.BASE_DIR / "docs/import.md").read_text()
    for each in COLUMNS:
        assert f"| `{each.name}` | {'yes' if each.is_required else ''}".rstrip() in guide
        assert each.meaning in guide
    assert all(len(each) == len(HEADINGS) for each in EXAMPLES)
