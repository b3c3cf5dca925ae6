"""Routes of reports and dashboards."""

from django.urls import path, re_path

from reporting.views import council, cycles, groups, home, measure, reports, runs, thread

app_name = "reporting"

urlpatterns = [
    path("home/read/", home.home_briefed, name="home-briefed"),
    path("council/", council.council, name="council"),
    path("priorities/<str:ref>/", groups.priority, name="priority"),
    path("services/<int:pk>/", groups.service, name="service"),
    path("measures/<str:ref>/", measure.measure, name="measure"),
    path("thread/", thread.thread, name="thread"),
    path("thread/<str:ref>/", thread.thread_node, name="thread-node"),
    path("cycles/", cycles.cycle_list, name="cycle-list"),
    path("cycles/new/", cycles.cycle_create, name="cycle-create"),
    path("cycles/<str:key>/", cycles.cycle_detail, name="cycle-detail"),
    path("cycles/<str:key>/change/", cycles.cycle_edit, name="cycle-edit"),
    path("cycles/<str:key>/open/", cycles.cycle_open, name="cycle-open"),
    path("cycles/<str:key>/build/", cycles.cycle_build, name="cycle-build"),
    path("cycles/<str:key>/release/", cycles.cycle_release, name="cycle-release"),
    path("cycles/<str:key>/reminders/", cycles.cycle_reminders, name="cycle-reminders"),
    path("builds/<int:pk>/", runs.run_detail, name="run-detail"),
    path("builds/<int:pk>/progress/", runs.run_progress, name="run-progress"),
    path("builds/<int:pk>/retry/", runs.run_retry, name="run-retry"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    re_path(r"^reports/(?P<pk>[0-9]+)/report\.(?P<file_format>pdf|xlsx)$", reports.report_file, name="report-file"),
    path("reports/<int:pk>/release/", reports.report_release, name="report-release"),
    path("reports/<int:pk>/withdraw/", reports.report_withdraw, name="report-withdraw"),
]
