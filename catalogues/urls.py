"""Routes of catalogues and their entries."""

from django.urls import path

from catalogues.views import catalogues, entries

app_name = "catalogues"

urlpatterns = [
    path("", catalogues.catalogue_list, name="catalogue-list"),
    path("take/<slug:key>/", catalogues.catalogue_take, name="catalogue-take"),
    path("<number:pk>/", catalogues.catalogue_detail, name="catalogue-detail"),
    path("<number:pk>/change/", catalogues.catalogue_edit, name="catalogue-edit"),
    path("<number:pk>/gap/", catalogues.catalogue_gap, name="catalogue-gap"),
    path("entries/", entries.entry_list, name="entry-list"),
    path("entries/<number:pk>/", entries.entry_detail, name="entry-detail"),
    path("entries/<number:pk>/adopt/", entries.entry_adopt, name="entry-adopt"),
    path("entries/<number:pk>/map/", entries.entry_map, name="entry-map"),
    path("mappings/<number:pk>/remove/", entries.mapping_remove, name="mapping-remove"),
    path("measures/<str:ref>/", entries.measure_names, name="measure-names"),
]
