"""Routes of committees, meetings and packs."""

from django.urls import path, re_path

from scrutiny.views import builder, committees, meetings, pack_items, packs

app_name = "scrutiny"

_PART = r"^packs/(?P<pk>[0-9]{1,9})/(?P<kind>items|questions)/(?P<part>[0-9]{1,9})"

urlpatterns = [
    # Committees.
    path("", committees.committee_list, name="committee-list"),
    path("committees/<int:pk>/", committees.committee_detail, name="committee-detail"),
    path("committees/<int:pk>/remit/", committees.remit_edit, name="remit-edit"),
    # Meetings.
    path("committees/<int:pk>/meetings/new/", meetings.meeting_create, name="meeting-create"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/change/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/actions/new/", meetings.action_create, name="action-create"),
    path("actions/<int:pk>/", meetings.action_edit, name="action-edit"),
    # Packs.
    path("meetings/<int:pk>/pack/new/", packs.pack_create, name="pack-create"),
    path("packs/<int:pk>/", packs.pack_detail, name="pack-detail"),
    re_path(r"^packs/(?P<pk>[0-9]{1,9})/(?P<version>public|exempt)\.pdf$", packs.pack_file, name="pack-file"),
    path("packs/<int:pk>/words/", packs.pack_words_edit, name="pack-words-edit"),
    path("packs/<int:pk>/publish/", packs.pack_publish, name="pack-publish"),
    path("packs/<int:pk>/take-back/", packs.pack_take_back, name="pack-take-back"),
    # The pack builder.
    path("packs/<int:pk>/edit/", builder.pack_edit, name="pack-edit"),
    path("packs/<int:pk>/add/", builder.pack_add, name="pack-add"),
    path("packs/<int:pk>/start/", builder.pack_start, name="pack-start"),
    path("packs/<int:pk>/suggested/", builder.pack_suggested_add, name="pack-suggested-add"),
    path("packs/<int:pk>/notes/new/", pack_items.part_create, {"kind": "items"}, name="note-create"),
    path("packs/<int:pk>/questions/new/", pack_items.part_create, {"kind": "questions"}, name="question-create"),
    path("packs/<int:pk>/items/<int:part>/", pack_items.part_edit, {"kind": "items"}, name="item-edit"),
    path("packs/<int:pk>/questions/<int:part>/", pack_items.part_edit, {"kind": "questions"}, name="question-edit"),
    re_path(rf"{_PART}/move/$", pack_items.part_move, name="part-move"),
    re_path(rf"{_PART}/remove/$", pack_items.part_remove, name="part-remove"),
    re_path(rf"{_PART}/restore/$", pack_items.part_restore, name="part-restore"),
]
