from django.urls import path

from feedback.views import records, themes

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
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/new/", themes.theme_create, name="theme-create"),
    path("themes/<number:pk>/", themes.theme_edit, name="theme-edit"),
]
