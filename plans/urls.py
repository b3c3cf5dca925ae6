from django.urls import path

from plans.views import (
    challenges,
    comments,
    levels,
    milestones,
    models,
    objectives,
    plans,
    reviews,
    sampling,
    sections,
    support,
    tags,
    timetables,
)

app_name = "plans"

level_routes = [
    path("levels/", levels.level_list, name="level-list"),
    path("levels/new/", levels.level_create, name="level-create"),
    path("levels/usual/", levels.level_defaults, name="level-defaults"),
    path("levels/<number:pk>/", levels.level_detail, name="level-detail"),
    path("levels/<number:pk>/change/", levels.level_edit, name="level-edit"),
    path("levels/<number:pk>/questions/new/", sections.question_create, name="question-create"),
    path("levels/questions/<number:pk>/change/", sections.question_edit, name="question-edit"),
    path("levels/<number:pk>/move/", levels.level_move, name="level-move"),
]
tag_routes = [
    path("tags/", tags.tag_group_list, name="tag-group-list"),
    path("tags/new/", tags.tag_group_create, name="tag-group-create"),
    path("tags/choose/", tags.tag_shipped, name="tag-shipped"),
    path("tags/<number:pk>/", tags.tag_group_detail, name="tag-group-detail"),
    path("tags/<number:pk>/change/", tags.tag_group_edit, name="tag-group-edit"),
]
timetable_routes = [
    path("timetable/", timetables.timetable_list, name="timetable-list"),
    path("timetable/new/", timetables.timetable_create, name="timetable-create"),
    path("timetable/<number:pk>/change/", timetables.timetable_edit, name="timetable-edit"),
]
sample_routes = [
    path("sample/", sampling.sample_list, name="sample-list"),
    path("sample/<number:pk>/<period:key>/", sampling.sample_detail, name="sample-detail"),
    path("sample/<number:pk>/<period:key>/draw/", sampling.sample_draw, name="sample-draw"),
]
plan_routes = [
    path("", plans.plan_list, name="plan-list"),
    path("new/", plans.plan_create, name="plan-create"),
    path("plan/<str:ref>/", plans.plan_detail, name="plan-detail"),
    path("plan/<str:ref>/change/", plans.plan_edit, name="plan-edit"),
    path("plan/<str:ref>/sections/<number:pk>/", sections.section_edit, name="section-edit"),
    path("plan/<str:ref>/comments/new/", comments.comment_create, name="comment-create"),
    path("plan/<str:ref>/comments/<number:pk>/answer/", comments.comment_answer, name="comment-answer"),
    path("plan/<str:ref>/comments/<number:pk>/withdraw/", comments.comment_withdraw, name="comment-withdraw"),
    path("plan/<str:ref>/before/", plans.plan_compare, name="plan-compare"),
    path("plan/<str:ref>/checklist/", reviews.plan_checklist, name="plan-checklist"),
    path("plan/<str:ref>/submit/", reviews.plan_submit, name="plan-submit"),
    path("plan/<str:ref>/take-back/", reviews.plan_withdraw, name="plan-withdraw"),
    path("plan/<str:ref>/review/", reviews.plan_review, name="plan-review"),
    path("plan/<str:ref>/reviewer/", sampling.plan_reviewer, name="plan-reviewer"),
    path("plan/<str:ref>/approve/", plans.plan_approve, name="plan-approve"),
    path("plan/<str:ref>/model/", models.plan_model, name="plan-model"),
    path("plan/<str:ref>/close/", plans.plan_close, name="plan-close"),
    path("plan/<str:ref>/objectives/new/", objectives.objective_create, name="objective-create"),
]
objective_routes = [
    path("objectives/<str:ref>/", objectives.objective_detail, name="objective-detail"),
    path("objectives/<str:ref>/change/", objectives.objective_edit, name="objective-edit"),
    path("objectives/<str:ref>/links/", objectives.objective_links, name="objective-links"),
    path("objectives/<str:ref>/challenges/new/", challenges.challenge_create, name="challenge-create"),
    path("objectives/<str:ref>/challenges/<number:pk>/change/", challenges.challenge_edit, name="challenge-edit"),
    path("objectives/<str:ref>/milestones/new/", milestones.milestone_create, name="milestone-create"),
]
milestone_routes = [
    path("milestones/", milestones.milestone_list, name="milestone-list"),
    path("milestones/<str:ref>/", milestones.milestone_detail, name="milestone-detail"),
    path("milestones/<str:ref>/change/", milestones.milestone_edit, name="milestone-edit"),
    path("milestones/<str:ref>/waits/", milestones.milestone_waits, name="milestone-waits"),
    path("milestones/<str:ref>/help/new/", support.support_ask, name="support-ask"),
    path("milestones/<str:ref>/help/<number:pk>/answer/", support.support_answer, name="support-answer"),
    path("milestones/<str:ref>/help/<number:pk>/close/", support.support_close, name="support-close"),
    path("milestones/<str:ref>/update/", milestones.milestone_update, name="milestone-update"),
]

urlpatterns = [
    *level_routes,
    *tag_routes,
    *timetable_routes,
    *sample_routes,
    *plan_routes,
    *objective_routes,
    *milestone_routes,
]
