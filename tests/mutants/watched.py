"""Which files get faults, and which tests have to notice them."""

from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutations import ROOT


@dataclass(frozen=True, slots=True)
class Watch:
    """Tests run in this order: the quick ones first."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


def own_tests(file: str) -> str:
    """Where the tests of a file are: they mirror the source."""
    path = Path("tests", file)
    return str(path.with_name(f"test_{path.name}"))


def _files(pattern: str, *, last: tuple[str, ...] = ()) -> tuple[str, ...]:
    found = sorted(ROOT.glob(pattern), key=lambda path: (path.name in last, path.name))
    return tuple(str(path.relative_to(ROOT)) for path in found)


ABOVE = ("assurance", "benchmarks", "breakdowns", "catalogues", "target_decisions")
WATCHES = (
    Watch(
        "rating rules",
        files=_files("indicators/rules/[!_]*.py"),
        tests=_files("tests/indicators/rules/test_*.py", last=("test_status.py", "test_rating_properties.py")),
    ),
    Watch(
        "rules of apps above measures",
        files=tuple(each for app in ABOVE for each in _files(f"{app}/rules/[!_]*.py")),
        tests=tuple(each for app in ABOVE for each in _files(f"tests/{app}/rules/test_*.py")),
    ),
    Watch(
        "permission and reach",
        files=(
            "accounts/actors.py",
            "accounts/gate.py",
            "accounts/middleware/access.py",
            "accounts/middleware/actor.py",
            "accounts/middleware/second_step.py",
            "accounts/middleware/session_clock.py",
            "accounts/permissions.py",
            "accounts/roles.py",
            "accounts/changes/tries.py",
            "accounts/models/organisation.py",
            "accounts/queries/history.py",
            "accounts/queries/organisation.py",
            "assurance/permissions.py",
            "assurance/queries/hands.py",
            "benchmarks/permissions.py",
            "breakdowns/permissions.py",
            "breakdowns/queries/hands.py",
            "edr/models/review.py",
            "edr/permissions.py",
            "foundation/narrowing.py",
            "indicators/permissions.py",
            "indicators/imports/figures/four_eyes.py",
            "indicators/queries/hands.py",
            "indicators/views/return_access.py",
            "money/permissions.py",
            "plans/permissions.py",
            "plans/models/plan.py",
            "plans/queries/milestones.py",
            "plans/queries/plans.py",
            "plans/views/access.py",
            "reporting/permissions.py",
            "risks/permissions.py",
            "scrutiny/permissions.py",
            "scrutiny/views/access.py",
            "target_decisions/permissions.py",
        ),
        tests=(
            *_files("tests/accounts/test_*.py"),
            "tests/indicators/test_permissions.py",
            "tests/reporting/test_permissions.py",
            "tests/scrutiny/test_permissions.py",
            "tests/foundation/test_locks.py",
            *_files("tests/plans/test_*.py"),
            "tests/edr/test_permissions.py",
            "tests/edr/test_views.py",
            "tests/indicators/returns/test_reach.py",
            "tests/indicators/returns/test_list.py",
            "tests/indicators/imports/test_four_eyes.py",
            "tests/indicators/test_hands.py",
            "tests/api/test_four_eyes.py",
            "tests/assurance/test_certificates.py",
            "tests/benchmarks/test_views.py",
            "tests/breakdowns/test_changes.py",
            "tests/breakdowns/test_permissions.py",
            "tests/breakdowns/test_views.py",
            "tests/money/test_views.py",
            "tests/risks/test_permissions.py",
            "tests/target_decisions/test_permissions.py",
            "tests/reporting/test_views_reports.py",
            "tests/scrutiny/test_views.py",
            "tests/scrutiny/test_views_meetings.py",
            "tests/architecture/test_objects.py",
            "tests/architecture/test_access.py",
        ),
    ),
)
