"""Routes of reports and dashboards."""

from django.urls import path, re_path

from foundation.converters import NUMBER
from reporting.views import (
    council,
    cycles,
    groups,
    home,
    measure,
    measure_list,
    plan_papers,
    reports,
    risks,
    runs,
    sharing,
    thread,
    years,
)

app_name = "reporting"

urlpatterns = [
    path("home/read/", home.home_briefed, name="home-briefed"),
    path("council/", council.council, name="council"),
    path("priorities/<str:ref>/", groups.priority, name="priority"),
    path("services/<number:pk>/", groups.service, name="service"),
    path("measures/", measure_list.measure_list, name="measure-list"),
    path("measures/<str:ref>/", measure.measure, name="measure"),
    path("thread/", thread.thread, name="thread"),
    path("thread/<str:ref>/", thread.thread_node, name="thread-node"),
    path("plan-papers/<str:ref>/", plan_papers.plan_paper, name="plan-paper"),
    re_path(r"^plan-papers/(?P<ref>[^/]+)/plan\.(?P<file_format>pdf|docx)$", plan_papers.plan_file, name="plan-file"),
    path("shared/", sharing.shared, name="shared"),
    path("sharing/", sharing.sharing_list, name="sharing-list"),
    path("sharing/new/", sharing.sharing_create, name="sharing-create"),
    path("sharing/<number:pk>/stop/", sharing.sharing_end, name="sharing-end"),
    path("risks/", risks.risk_register, name="risk-register"),
    path("cycles/", cycles.cycle_list, name="cycle-list"),
    path("cycles/new/", cycles.cycle_create, name="cycle-create"),
    path("cycles/<period:key>/", cycles.cycle_detail, name="cycle-detail"),
    path("cycles/<period:key>/change/", cycles.cycle_edit, name="cycle-edit"),
    path("cycles/<period:key>/open/", cycles.cycle_open, name="cycle-open"),
    path("cycles/<period:key>/build/", cycles.cycle_build, name="cycle-build"),
    path("cycles/<period:key>/release/", cycles.cycle_release, name="cycle-release"),
    path("cycles/<period:key>/reminders/", cycles.cycle_reminders, name="cycle-reminders"),
    path("years/", years.year_list, name="year-list"),
    path("years/<period:key>/start/", years.year_start, name="year-start"),
    path("years/<number:pk>/", years.year_detail, name="year-detail"),
    path("years/<number:pk>/targets/", years.year_targets, name="year-targets"),
    path("years/<number:pk>/timetable/", years.year_timetable, name="year-timetable"),
    path("years/<number:pk>/plans/", years.year_plans, name="year-plans"),
    path("years/<number:pk>/check/", years.year_check, name="year-check"),
    path("builds/<number:pk>/", runs.run_detail, name="run-detail"),
    path("builds/<number:pk>/progress/", runs.run_progress, name="run-progress"),
    path("builds/<number:pk>/retry/", runs.run_retry, name="run-retry"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<number:pk>/", reports.report_detail, name="report-detail"),
    re_path(rf"^reports/(?P<pk>{NUMBER})/report\.(?P<file_format>pdf|xlsx)$", reports.report_file, name="report-file"),
    path("reports/<number:pk>/release/", reports.report_release, name="report-release"),
    path("reports/<number:pk>/withdraw/", reports.report_withdraw, name="report-withdraw"),
]
