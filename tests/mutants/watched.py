"""Which files get faults, and which tests have to notice them."""

from dataclasses import dataclass

from tests.mutants.mutations import ROOT


@dataclass(frozen=True, slots=True)
class Watch:
    """Tests run in this order: the quick ones first."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


WATCHES = (
    Watch(
        "rating rules",
        files=tuple(str(path.relative_to(ROOT)) for path in sorted((ROOT / "indicators/rules").glob("*.py"))),
        tests=("tests/indicators/rules",),
    ),
    Watch(
        "permission and reach",
        files=(
            "accounts/actors.py",
            "accounts/gate.py",
            "accounts/middleware.py",
            "accounts/permissions.py",
            "accounts/roles.py",
            "accounts/changes/tries.py",
            "accounts/models/organisation.py",
            "accounts/queries/history.py",
            "accounts/queries/organisation.py",
            "foundation/narrowing.py",
            "indicators/permissions.py",
            "indicators/imports/four_eyes.py",
            "indicators/views/return_access.py",
            "plans/permissions.py",
            "plans/models/plan.py",
            "plans/queries/milestones.py",
            "plans/queries/plans.py",
            "plans/views/access.py",
            "reporting/permissions.py",
            "scrutiny/permissions.py",
            "scrutiny/views/access.py",
        ),
        tests=(
            "tests/accounts",
            "tests/foundation/test_locks.py",
            "tests/plans",
            "tests/indicators/returns/test_reach.py",
            "tests/indicators/returns/test_list.py",
            "tests/indicators/imports/test_four_eyes.py",
            "tests/reporting/test_views_reports.py",
            "tests/scrutiny/test_views.py",
            "tests/scrutiny/test_views_meetings.py",
            "tests/architecture/test_objects.py",
            "tests/architecture/test_access.py",
        ),
    ),
)
