from django.urls import path

from benchmarks.views import compared, lessons, setup

app_name = "benchmarks"

urlpatterns = [
    path("", compared.measure_list, name="measure-list"),
    path("measures/", setup.mapping, name="mapping"),
    path("measures/new/", setup.measure_create, name="measure-create"),
    path("measures/<number:pk>/", compared.measure, name="measure"),
    path("measures/<number:pk>/change/", setup.measure_edit, name="measure-edit"),
    path("measures/<number:pk>/led-to/", lessons.lesson_create, name="lesson-create"),
    path("led-to/", lessons.lesson_list, name="lesson-list"),
    path("led-to/<number:pk>/change/", lessons.lesson_edit, name="lesson-edit"),
    path("councils/", setup.council_list, name="council-list"),
    path("councils/new/", setup.council_create, name="council-create"),
    path("councils/<number:pk>/change/", setup.council_edit, name="council-edit"),
    path("groups/", setup.group_list, name="group-list"),
    path("groups/new/", setup.group_create, name="group-create"),
    path("groups/<number:pk>/", setup.group_detail, name="group-detail"),
    path("groups/<number:pk>/change/", setup.group_edit, name="group-edit"),
]
