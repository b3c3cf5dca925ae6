"""What stands in lists here still means something: the faults that are made, and those known to change nothing."""

from collections import defaultdict

from tests.mutants.equivalents import EQUIVALENTS
from tests.mutants.mutations import ROOT, mutants_of
from tests.mutants.watched import WATCHES


def test_every_equivalent_is_a_fault_that_can_be_made_and_has_its_reason():
    by_file = defaultdict(set)
    for name in EQUIVALENTS:
        by_file[name.partition(" ")[0]].add(name)
    watched = {file for watch in WATCHES for file in watch.files}
    assert set(by_file) <= watched
    assert {file: names - {each.name for each in mutants_of(file)} for file, names in by_file.items()} == {
        file: set() for file in by_file
    }
    assert [name for name, reason in EQUIVALENTS.items() if not reason.endswith(".")] == []


def test_every_watched_file_and_its_tests_are_there():
    for watch in WATCHES:
        assert [name for name in (*watch.files, *watch.tests) if not (ROOT / name).exists()] == []


def test_the_faults_of_a_file_have_names_of_their_own_and_compile():
    found = mutants_of("accounts/permissions.py")
    assert len({each.name for each in found}) == len(found)
    assert len({each.code() for each in found}) == len(found)


def test_a_condition_is_turned_a_check_left_out_and_a_limit_moved():
    told = {each.name.partition(" ")[2] for each in mutants_of("accounts/permissions.py")}
    assert {
        "check: not actor.may(permission, unit_id) -> actor.may(permission, unit_id)",
        "check_visible: raise Http404 -> pass",
        "may_read_history: actor.may(Permission.AUDIT_READ, unit_id) or actor.may(editing, unit_id)"
        " -> actor.may(Permission.AUDIT_READ, unit_id)",
        "_guard.guarded: admit(request) -> pass",
        "_way_back: came_from.netloc != request.get_host() -> came_from.netloc == request.get_host()",
        "_rewind: 0 -> 1",
    } <= told
