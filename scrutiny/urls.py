"""Routes of committees, meetings and packs."""

from django.urls import path, re_path

from foundation.converters import NUMBER
from scrutiny.views import builder, committees, meetings, pack_items, packs

app_name = "scrutiny"

_PART = rf"^packs/(?P<pk>{NUMBER})/(?P<kind>items|questions)/(?P<part>{NUMBER})"

urlpatterns = [
    # Committees.
    path("", committees.committee_list, name="committee-list"),
    path("committees/<number:pk>/", committees.committee_detail, name="committee-detail"),
    path("committees/<number:pk>/remit/", committees.remit_edit, name="remit-edit"),
    # Meetings.
    path("committees/<number:pk>/meetings/new/", meetings.meeting_create, name="meeting-create"),
    path("meetings/<number:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<number:pk>/change/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<number:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<number:pk>/actions/new/", meetings.action_create, name="action-create"),
    path("actions/<number:pk>/", meetings.action_edit, name="action-edit"),
    # Packs.
    path("meetings/<number:pk>/pack/new/", packs.pack_create, name="pack-create"),
    path("packs/<number:pk>/", packs.pack_detail, name="pack-detail"),
    re_path(rf"^packs/(?P<pk>{NUMBER})/(?P<version>public|exempt)\.pdf$", packs.pack_file, name="pack-file"),
    path("packs/<number:pk>/words/", packs.pack_words_edit, name="pack-words-edit"),
    path("packs/<number:pk>/publish/", packs.pack_publish, name="pack-publish"),
    path("packs/<number:pk>/take-back/", packs.pack_take_back, name="pack-take-back"),
    # The pack builder.
    path("packs/<number:pk>/edit/", builder.pack_edit, name="pack-edit"),
    path("packs/<number:pk>/add/", builder.pack_add, name="pack-add"),
    path("packs/<number:pk>/start/", builder.pack_start, name="pack-start"),
    path("packs/<number:pk>/suggested/", builder.pack_suggested_add, name="pack-suggested-add"),
    path("packs/<number:pk>/notes/new/", pack_items.part_create, {"kind": "items"}, name="note-create"),
    path("packs/<number:pk>/questions/new/", pack_items.part_create, {"kind": "questions"}, name="question-create"),
    path("packs/<number:pk>/items/<number:part>/", pack_items.part_edit, {"kind": "items"}, name="item-edit"),
    path(
        "packs/<number:pk>/questions/<number:part>/", pack_items.part_edit, {"kind": "questions"}, name="question-edit"
    ),
    re_path(rf"{_PART}/move/$", pack_items.part_move, name="part-move"),
    re_path(rf"{_PART}/remove/$", pack_items.part_remove, name="part-remove"),
    re_path(rf"{_PART}/restore/$", pack_items.part_restore, name="part-restore"),
]
