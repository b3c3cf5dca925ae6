from django.urls import path

from target_decisions.views import proposals, steps, targets

app_name = "target_decisions"

urlpatterns = [
    path("", targets.target_list, name="target-list"),
    path("propose/<str:ref>/", proposals.proposal_create, name="proposal-create"),
    path("<number:pk>/", proposals.proposal_detail, name="proposal-detail"),
    path("<number:pk>/change/", proposals.proposal_edit, name="proposal-edit"),
    path("<number:pk>/withdraw/", proposals.proposal_withdraw, name="proposal-withdraw"),
    path("<number:pk>/questions/new/", steps.question_create, name="question-create"),
    path("<number:pk>/questions/<number:question>/answer/", steps.question_answer, name="question-answer"),
    path("<number:pk>/took-part/new/", steps.consulted_create, name="consulted-create"),
    path("<number:pk>/agree/", steps.proposal_agree, name="proposal-agree"),
    path("<number:pk>/years/<number:year>/review/", steps.year_review, name="year-review"),
]
