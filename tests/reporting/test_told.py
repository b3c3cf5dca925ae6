"""Who is told of a release, and of a withdrawal."""

from datetime import UTC, datetime

import pytest

from accounts.actors import SYSTEM
from accounts.changes.news import tell
from accounts.models import Notice, Watch
from reporting.changes import told
from reporting.changes.reports import withdraw_report
from reporting.models import Report
from tests.factories import AppointmentFactory, CycleFactory, UnitFactory
from tests.factories.reporting import ReportFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


def person(name: str, role: str, **where: object) -> None:
    AppointmentFactory(post__role=role, post__title=f"Post of {name}", user__name=name, **where)


def watcher(name: str, kind: str, pk: int) -> None:
    person(name, "councillor")
    user = AppointmentFactory._meta.model.objects.get(user__name=name).user
    Watch.objects.create(user=user, about=kind, about_id=pk, since=AT)


def release(*reports: Report) -> dict[str, list[tuple[str, str]]]:
    tell(by=SYSTEM, at=AT, news=told.released(reports))
    found: dict[str, list[tuple[str, str]]] = {}
    for each in Notice.objects.select_related("to").order_by("pk"):
        found.setdefault(each.to.name, []).append((each.words, each.because))
    return found


def test_each_audience_gets_one_notice_of_its_reports():
    committee = UnitFactory(kind="committee", name="Place Scrutiny Committee")
    person("Dot", "director")
    person("Cab", "cabinet_member")
    person("Mem", "scrutiny_member", post__unit=committee)
    first = ReportFactory(audience="cabinet", kind="exception", title="Exception report")
    second = ReportFactory(audience="cabinet", kind="themed", title="Homes", cycle=first.cycle)
    third = ReportFactory(
        audience="scrutiny", kind="exception", title="Place: exception report", committee=committee, cycle=first.cycle
    )
    found = release(first, second, third)
    quarter = first.cycle.period
    assert found == {
        "Cab": [
            (f"2 reports for Cabinet were released: {quarter.long_label}.", "get reports for Cabinet as Post of Cab")
        ],
        "Mem": [
            (
                f"“Place: exception report, for Place Scrutiny Committee, {quarter.label}” was released.",
                "sit on the Place Scrutiny Committee as Post of Mem",
            )
        ],
    }
    path = Notice.objects.get(to__name="Cab").path
    assert path == f"/reports/?cycle={quarter.key}&audience=cabinet&state=released"


def test_who_watches_an_earlier_report_the_service_or_the_plan_is_told_of_each():
    service = UnitFactory()
    about = {"kind": "service", "audience": "cabinet", "subject_type": "plan", "subject_id": 5, "unit": service}
    earlier = ReportFactory(**about)
    watcher("Ann", "report", earlier.pk)
    watcher("Bo", "service", service.pk)
    watcher("Cy", "plan", 5)
    watcher("Di", "report", ReportFactory(cycle=earlier.cycle).pk)
    found = release(ReportFactory(**about, edition=2, cycle=earlier.cycle))
    assert {name: why for name, [(_, why)] in found.items()} == {
        "Ann": "watch this report",
        "Bo": "watch its service",
        "Cy": "watch the plan that it is about",
    }


def test_a_withdrawal_says_why_to_those_whom_the_release_concerned():
    person("Cab", "cabinet_member")
    report = ReportFactory(audience="cabinet", title="Exception report")
    Report._base_manager.filter(pk=report.pk).update(state="released", released_at=AT)
    withdraw_report(by=SYSTEM, at=AT, report=report, why="The wrong quarter.")
    assert Notice.objects.get().words.endswith("was withdrawn: The wrong quarter.")


@pytest.mark.parametrize("size", [1, 10])
def test_it_takes_the_same_statements_however_many_reports(size, django_assert_max_num_queries):
    person("Cab", "cabinet_member")
    cycle = CycleFactory()
    reports = [ReportFactory(audience="cabinet", subject_id=number, cycle=cycle) for number in range(size)]
    with django_assert_max_num_queries(2):
        told.released(reports)
