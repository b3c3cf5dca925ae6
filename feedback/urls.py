from django.urls import path

from feedback.views import consultations, records, themes

app_name = "feedback"

urlpatterns = [
    path("", records.record_list, name="record-list"),
    path("new/<str:kind>/", records.record_create, name="record-create"),
    path("<number:pk>/", records.record, name="record"),
    path("<number:pk>/change/", records.record_edit, name="record-edit"),
    path("<number:pk>/remove/", records.record_remove, name="record-remove"),
    path("<number:pk>/files/new/", records.attachment_create, name="attachment-create"),
    path("files/<number:pk>/", records.attachment, name="attachment"),
    path("files/<number:pk>/remove/", records.attachment_remove, name="attachment-remove"),
    path("took-part/", consultations.silent_list, name="silent-list"),
    path("took-part/<number:pk>/", consultations.consultation_edit, name="consultation-edit"),
    path("took-part/measures/<str:ref>/", consultations.measure_consultation, name="measure-consultation"),
    path("took-part/objectives/<str:ref>/", consultations.objective_consultation, name="objective-consultation"),
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/new/", themes.theme_create, name="theme-create"),
    path("themes/<number:pk>/", themes.theme_edit, name="theme-edit"),
]
