"""Finding a pack and its parts: what a person may not read is not found."""

from typing import TypeVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.actors import Actor
from foundation.request import Request
from foundation.statements import only, written_once
from scrutiny.models import Pack, PackItem, PackQuestion
from scrutiny.permissions import check_pack_edit, check_readable, may_read_exempt
from scrutiny.queries.packs import packs

AnyPart = TypeVar("AnyPart", PackItem, PackQuestion)


def readable_pack(request: Request, pk: int) -> Pack:
    """The pack, with its meeting and committee. Raises Http404 for who may not read it."""
    pack = only(_packs(pk))
    check_readable(request.actor, pack)
    return pack


@written_once
def _packs(pk: int) -> QuerySet[Pack]:
    return packs().filter(pk=pk)


def editable_pack(request: Request, pk: int) -> tuple[Pack, Actor]:
    """The pack and the actor to record. Raises Http404, or PermissionDenied for who may only read it."""
    pack = readable_pack(request, pk)
    return pack, check_pack_edit(request.actor, pack)


def reads_exempt(request: Request, pack: Pack) -> bool:
    """Whether the pack has exempt items or questions, and the person may read them."""
    parts = pack.items.filter(is_removed=False, is_exempt=True), pack.questions.filter(is_removed=False, is_exempt=True)
    return may_read_exempt(request.actor, pack.meeting.committee_id) and any(rows.exists() for rows in parts)


def editable_part(request: Request, model: type[AnyPart], pk: int, part: int) -> tuple[AnyPart, Actor]:
    """An item or question of the pack, and the actor to record."""
    pack, by = editable_pack(request, pk)
    found = get_object_or_404(model, pk=part, pack=pack)
    found.pack = pack
    return found, by
