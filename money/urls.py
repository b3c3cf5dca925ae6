from django.urls import path

from money.views import lines, months, staff

app_name = "money"

urlpatterns = [
    path("", lines.line_list, name="line-list"),
    path("lines/new/", lines.line_create, name="line-create"),
    path("lines/<number:pk>/", lines.line_detail, name="line-detail"),
    path("lines/<number:pk>/change/", lines.line_edit, name="line-edit"),
    path("lines/<number:pk>/serves/", lines.line_link, name="line-link"),
    path("staff/", staff.team_list, name="team-list"),
    path("staff/<number:pk>/", staff.team_detail, name="team-detail"),
    path("staff/<number:pk>/serves/", staff.team_link, name="team-link"),
    path("months/", months.extract_list, name="extract-list"),
]
