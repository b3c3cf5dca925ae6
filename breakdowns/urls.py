from django.urls import path

from breakdowns.views import dimensions, groups, measures, sheets, targets

app_name = "breakdowns"

urlpatterns = [
    path("", dimensions.dimension_list, name="dimension-list"),
    path("new/", dimensions.dimension_create, name="dimension-create"),
    path("<number:pk>/", dimensions.dimension_detail, name="dimension-detail"),
    path("<number:pk>/change/", dimensions.dimension_edit, name="dimension-edit"),
    path("<number:pk>/groups/new/", groups.group_add, name="group-add"),
    path("<number:pk>/map/", dimensions.map_upload, name="map-upload"),
    path("<number:pk>/map/remove/", dimensions.map_remove, name="map-remove"),
    path("groups/<number:pk>/", groups.group_detail, name="group-detail"),
    path("groups/<number:pk>/change/", groups.group_edit, name="group-edit"),
    path("groups/<number:pk>/remove/", groups.group_remove, name="group-remove"),
    path("measures/<str:ref>/new/", measures.breakdown_create, name="breakdown-create"),
    path("measures/<str:ref>/<number:pk>/", measures.breakdown, name="breakdown"),
    path("measures/<str:ref>/<number:pk>/change/", measures.breakdown_edit, name="breakdown-edit"),
    path("measures/<str:ref>/<number:pk>/targets/<period:key>/", targets.target_edit, name="target-edit"),
    path("measures/<str:ref>/<number:pk>/enter/<period:key>/", sheets.sheet_edit, name="sheet-edit"),
    path("measures/<str:ref>/<number:pk>/enter/<period:key>/approve/", sheets.sheet_approve, name="sheet-approve"),
]
