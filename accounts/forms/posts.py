"""Choosing a post in a form: only among those that the person may know of."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Post
from accounts.roles import Permission
from foundation.forms import show_list
from foundation.narrowing import asked_of, one_of_these
from foundation.statements import written_once


def post_choices(actor: Actor, present: Post | None = None) -> list[tuple[object, str]]:
    """Posts that still stand of the units that the person may read; the present owner even where it is none of them."""
    rows = asked_of(_standing, within=actor.reaches(Permission.COUNCIL_READ))
    found: list[tuple[object, str]] = [(pk, f"{title} ({unit})") for pk, title, unit in rows]
    if present and present.pk not in {pk for pk, _ in found}:
        found.append((present.pk, present.title))
    return [("", "Select a post"), *found]


@written_once
def _standing(*units: int) -> QuerySet[Any]:
    posts = one_of_these(Post.objects.filter(ends_on=None), "unit", units)
    return posts.order_by("title").values_list("pk", "title", "unit__name")


def offer(field: forms.ModelChoiceField, choices: Sequence[tuple[Any, str]]) -> None:
    """Let the field take these things and no others: what a person may not know of is not on the list."""
    field.queryset = field.queryset.filter(pk__in=[pk for pk, _ in choices if pk])
    show_list(field, choices)
