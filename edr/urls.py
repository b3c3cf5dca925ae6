from django.urls import path

from edr.views import monitoring, parts, reviews
from edr.workflow import Stage

app_name = "edr"

urlpatterns = [
    path("", reviews.own, name="own"),
    path("begin/", reviews.review_begin, name="review-begin"),
    path("file/", reviews.own_file, name="own-file"),
    path("team/", monitoring.team_list, name="team-list"),
    path("counts/", monitoring.count_list, name="count-list"),
    path("break-glass/", monitoring.glass_break, name="glass-break"),
    path("<number:pk>/", reviews.review_detail, name="review-detail"),
    path("<number:pk>/sign/", reviews.review_sign, name="review-sign"),
    path("<number:pk>/reopen/", reviews.review_reopen, name="review-reopen"),
    path("<number:pk>/mid-year/", parts.statement_write, {"stage": Stage.MID_YEAR}, name="mid-year-write"),
    path("<number:pk>/end-year/", parts.statement_write, {"stage": Stage.END_YEAR}, name="end-year-write"),
    path("<number:pk>/objectives/new/", parts.objective_create, name="objective-create"),
    path("<number:pk>/objectives/<number:part>/", parts.objective_edit, name="objective-edit"),
    path("<number:pk>/objectives/<number:part>/remove/", parts.objective_remove, name="objective-remove"),
    path("<number:pk>/development/new/", parts.need_create, name="need-create"),
    path("<number:pk>/development/<number:part>/", parts.need_edit, name="need-edit"),
    path("<number:pk>/development/<number:part>/remove/", parts.need_remove, name="need-remove"),
]
