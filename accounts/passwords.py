"""Which passwords are refused beyond Django's own rules: what strangers would try first in this council."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.models import Identity

FEWEST_LETTERS = 5  # different ones
LEFT_OVER = 8
_OURS = ("council", "performance", "password", "welcome", "pmmi")


class CommonBeneathValidator(CommonPasswordValidator):
    """Refuses a common password with figures or signs around it ("Password2026!!"), and a few signs again and again."""

    def validate(self, password: str, user: object = None) -> None:
        plain = password.casefold().strip()
        super().validate(plain, user)
        inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        if inner in self.passwords or len(set(plain)) < FEWEST_LETTERS:
            raise ValidationError("This password is too common.", code="password_too_common")


class OurWordsValidator:
    """Refuses what is made of the council's name or the person's, and passwords that are ``published``."""

    def __init__(self, published: Sequence[str] = ()) -> None:
        self.published = published

    def validate(self, password: str, user: object = None) -> None:
        if password in self.published:
            raise ValidationError("This password is published: everybody can read it.", code="password_published")
        names = [
            Identity.objects.council_name(),
            getattr(user, "name", ""),
            getattr(user, "email", "").replace("@", " "),
        ]
        left = _squeezed(password)
        for word in sorted(set(_words(names)), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEFT_OVER:
            raise ValidationError(
                "Take a password that is not made of your name or the council’s.", code="password_of_names"
            )

    def get_help_text(self) -> str:
        return "Your password must not be made of your name or the council’s."


def _words(names: Iterable[str]) -> Iterable[str]:
    """The words of three letters and more, as they would stand in a password."""
    parts = [part for name in names for part in re.split(r"[\s.\-_']+", name)]
    return [word for part in [*parts, *_OURS] if len(word := _squeezed(part)) > 2]


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
