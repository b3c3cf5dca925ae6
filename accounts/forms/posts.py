"""Choosing a post in a form: only among those that the person may know of."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.models import Post
from accounts.roles import Permission
from foundation.narrowing import within


def post_choices(actor: Actor, present: Post | None = None) -> list[tuple[object, str]]:
    """Posts that still stand of the units that the person may read; the present owner even where it is none of them."""
    posts = within(Post.objects.filter(ends_on=None), actor.reaches(Permission.COUNCIL_READ), "unit")
    rows = posts.order_by("title").values_list("pk", "title", "unit__name")
    found: list[tuple[object, str]] = [(pk, f"{title} ({unit})") for pk, title, unit in rows]
    if present and present.pk not in {pk for pk, _ in found}:
        found.append((present.pk, present.title))
    return [("", "Select a post"), *found]


def offer(field: forms.ModelChoiceField, choices: Sequence[tuple[Any, str]]) -> None:
    """Let the field take these things and no others: what a person may not know of is not on the list."""
    field.queryset = field.queryset.filter(pk__in=[pk for pk, _ in choices if pk])
    field.choices = choices
