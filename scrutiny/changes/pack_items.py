"""The items and questions of a pack: added, changed, put in order, taken out and put back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.actors import Actor
from accounts.audit_redaction import without_words
from foundation.refusals import ChangeRefused
from foundation.versions import field_values, save_version, set_fields
from indicators.models import Indicator
from reporting.models import Report
from scrutiny.changes.packs import UNSAID, claim
from scrutiny.models import Pack, PackItem, PackQuestion

AnyPart = TypeVar("AnyPart", PackItem, PackQuestion)

_ITEM = ("heading", "note", "is_exempt", "exempt_paragraph", "public_interest_test", "public_title")
_QUESTION = ("text", "to", "is_exempt", "exempt_paragraph", "public_interest_test")


@transaction.atomic
def add_item(*, by: Actor, at: datetime, pack: Pack, **fields: object) -> PackItem:
    """Add an item at the end: ``report`` (with ``section``), ``indicator``, or a note; and what ``_ITEM`` names.

    Raises ChangeRefused when the pack holds the same report, section or measure already, or is published.
    """
    claim(pack)
    item = PackItem(pack=pack, position=_next_place(pack.items), **_settled(fields))
    if not (item.report or item.indicator or item.heading or item.note):
        raise ChangeRefused("Write a heading or a note.")
    if (item.report or item.indicator) and _is_in(item):
        raise ChangeRefused("That is in the pack already.")
    item.save(force_insert=True)
    audit.record(by=by, at=at, action="added", thing=item, page=pack, changes=_first(item, _ITEM))
    return item


@transaction.atomic
def add_question(*, by: Actor, at: datetime, pack: Pack, **fields: object) -> PackQuestion:
    """Add a question at the end: ``text``, ``to``, and its marking. Raises ChangeRefused when it is there already."""
    claim(pack)
    question = PackQuestion(pack=pack, position=_next_place(pack.questions), **_settled(fields))
    if pack.questions.filter(is_removed=False, text=question.text).exists():
        raise ChangeRefused("That question is in the pack already.")
    question.save(force_insert=True)
    audit.record(by=by, at=at, action="added", thing=question, page=pack, changes=_first(question, _QUESTION))
    return question


@transaction.atomic
def add_what_matters(
    *, by: Actor, at: datetime, pack: Pack, report: Report | None, indicators: Iterable[Indicator]
) -> int:
    """Add a report and measures at the end, but for what is there already. Returns how many items were added."""
    chosen: list[dict[str, object]] = [{"report": report}] if report else []
    chosen += [{"indicator": each} for each in indicators]
    new = [each for each in chosen if not _is_in(PackItem(pack=pack, **each))]
    for each in new:
        add_item(by=by, at=at, pack=pack, **each)
    return len(new)


@transaction.atomic
def edit_part(*, by: Actor, at: datetime, part: AnyPart, version: int, **fields: object) -> AnyPart:
    """Change an item's or a question's words and marking. Raises Conflict when somebody else saved it first."""
    claim(part.pack)
    stored = _stored(part)
    names = _ITEM if isinstance(stored, PackItem) else _QUESTION
    changes = set_fields(stored, {name: value for name, value in _settled(fields).items() if name in names})
    if changes:
        save_version(stored, version=version, fields=names)
        audit.record(
            by=by, at=at, action="changed", thing=stored, page=part.pack, changes=without_words(changes, UNSAID)
        )
    return stored


@transaction.atomic
def move_part(*, by: Actor, at: datetime, part: AnyPart, to: int, version: int) -> AnyPart:
    """Put an item or question in another place, 1 being the first; beyond either end, at that end.

    Raises Conflict when the pack changed since ``version``: the order would not be the one that was looked at.
    """
    claim(part.pack, version=version)
    rows = list(_standing(part))
    old = rows.index(part)
    new = max(0, min(to - 1, len(rows) - 1))
    rows.insert(new, rows.pop(old))
    _number(rows)
    if new != old:
        changes = {"position": (old + 1, new + 1)}
        audit.record(by=by, at=at, action="moved", thing=rows[new], page=part.pack, changes=changes)
    return rows[new]


@transaction.atomic
def remove_part(*, by: Actor, at: datetime, part: AnyPart, version: int) -> AnyPart:
    """Take an item or question out; it is kept, so that it can be put back. Raises Conflict as ``move_part``."""
    claim(part.pack, version=version)
    stored = _stored(part)
    if not stored.is_removed:
        type(part).objects.filter(pk=part.pk).update(is_removed=True)
        _number(list(_standing(part)))
        audit.record(by=by, at=at, action="took out", thing=stored, page=part.pack)
    return stored


@transaction.atomic
def restore_part(*, by: Actor, at: datetime, part: AnyPart) -> AnyPart:
    """Put back what was taken out, in its old place. Raises ChangeRefused when it has been added anew since."""
    claim(part.pack)
    stored = _stored(part)
    if not stored.is_removed:
        return stored
    if isinstance(stored, PackItem) and (stored.report or stored.indicator) and _is_in(stored):
        raise ChangeRefused("That has been added to the pack again since. It is not needed twice.")
    rows = list(_standing(part))
    rows.insert(min(stored.position - 1, len(rows)), stored)
    type(part).objects.filter(pk=part.pk).update(is_removed=False)
    _number(rows)
    audit.record(by=by, at=at, action="put back", thing=stored, page=part.pack)
    return stored


def _settled(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields as stored, public ones without a marking. Raises ChangeRefused for an exempt part without one."""
    settled = dict(fields)
    if not settled.get("is_exempt"):
        settled |= {"is_exempt": False, "exempt_paragraph": None, "public_interest_test": ""}
        if "public_title" in settled:
            settled["public_title"] = ""
        return settled
    if not settled.get("exempt_paragraph") or not str(settled.get("public_interest_test", "")).strip():
        raise ChangeRefused(
            "What is exempt needs the paragraph of Schedule 12A it rests on, and why keeping it exempt is in the "
            "public interest."
        )
    if "public_title" in settled and not str(settled["public_title"]).strip():
        raise ChangeRefused("Give the exempt item a title that the public pack may show.")
    return settled


def _is_in(item: PackItem) -> bool:
    same = {"report": item.report, "section": item.section, "indicator": item.indicator}
    return PackItem.objects.filter(pack=item.pack, is_removed=False, **same).exclude(pk=item.pk).exists()


def _stored(part: AnyPart) -> AnyPart:
    return type(part).objects.select_related("pack").get(pk=part.pk)


def _standing(part: AnyPart) -> QuerySet[AnyPart]:
    rows = type(part).objects.filter(pack=part.pack_id, is_removed=False)
    return rows.order_by("position", "pk")


def _next_place(parts: QuerySet[AnyPart]) -> int:
    return parts.filter(is_removed=False).count() + 1


def _number(rows: list[AnyPart]) -> None:
    shifted = []
    for place, row in enumerate(rows, 1):
        if row.position != place:
            row.position = place
            shifted.append(row)
    if shifted:
        type(shifted[0]).objects.bulk_update(shifted, ["position"])


def _first(part: AnyPart, names: tuple[str, ...]) -> dict[str, tuple[object, object]]:
    values = field_values(part, names)
    made = {name: (None, value) for name, value in values.items() if value not in (None, "", False)}
    return without_words(made, UNSAID)
