"""Changing a definition sheet together with its tags."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from indicators.changes.definitions import edit_indicator
from indicators.models import Indicator
from plans.changes.tags import set_tags
from plans.models import Tag


@transaction.atomic
def edit_tagged(
    *, by: Actor, at: datetime, indicator: Indicator, tags: Sequence[Tag], change: Mapping[str, Any]
) -> Indicator:
    """Change a sheet and the tags that it carries, all or nothing. ``change`` is what ``edit_indicator`` takes.
    ChangeRefused and Conflict as that does.
    """
    version = set_tags(by=by, at=at, thing=indicator, tags=tags, version=change["version"])
    return edit_indicator(by=by, at=at, indicator=indicator, **{**change, "version": version})
