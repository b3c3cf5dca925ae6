"""The product's routes, and the floors that its pages are measured against."""

from django.urls import include, path

from tests.bench import floors

urlpatterns = [
    path("floor/a/", floors.floor_a),
    path("floor/write/", floors.write),
    path("floor/d/<number:service>/", floors.floor_d),
    path("", include("pmmi.urls")),
]
