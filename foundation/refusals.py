"""How a change refuses: with a sentence for the person who asked for it."""

from django.db import models


class ChangeRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The rules of the council's own data forbid it. The message is for the person: what is wrong, what to do."""


class Conflict(ChangeRefused):
    """Somebody else saved it first. ``stored`` is the row as it is now, so that both texts can be shown."""

    def __init__(self, message: str, *, stored: models.Model) -> None:
        super().__init__(message)
        self.stored = stored
