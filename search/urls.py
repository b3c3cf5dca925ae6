"""Routes of search."""

from django.urls import path

from search.views import search, synonyms

app_name = "search"

urlpatterns = [
    path("", search.search, name="search"),
    path("words/", synonyms.synonym_list, name="synonym-list"),
    path("words/new/", synonyms.synonym_create, name="synonym-create"),
    path("words/<number:pk>/change/", synonyms.synonym_edit, name="synonym-edit"),
    path("words/<number:pk>/remove/", synonyms.synonym_remove, name="synonym-remove"),
]
