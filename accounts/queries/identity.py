"""How the council looks, as every page and paper has it from here."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Identity
from foundation.contrast import contrast
from foundation.statements import written_once

# What stands beside the council's colour or on it, and the least contrast with it.
_BESIDE = (
    ("white text on it", "#ffffff", 7.0),
    ("the pale panels beside it", "#e6edf7", 4.5),
    ("the yellow of what has the focus", "#ffdd00", 3.0),
)


class Look(NamedTuple):
    """The colour as "#12305c", and which crest: 0 for the one that ships, else a number that rises with each change."""

    colour: str
    crest: int


def council_name() -> str:
    """What the council is called, wherever it is said. One statement."""
    return Identity.objects.council_name()


def is_set_up() -> bool:
    """Whether an administrator said that set-up is finished. One statement."""
    said: list[Any] = _set_up()
    return any(said)


@written_once
def _set_up() -> QuerySet[Any]:
    return Identity.objects.values_list("is_set_up", flat=True)


def look() -> Look:
    """The council's own look; what the installation says where nobody has chosen one. Two statements."""
    row = Identity.objects.defer("crest").first()
    if row is None:
        return Look(settings.PMMI_BRAND_COLOUR, 0)
    has_crest = Identity.objects.exclude(crest=b"").exists()
    return Look(row.colour or settings.PMMI_BRAND_COLOUR, row.version if has_crest else 0)


def crest() -> bytes:
    """The crest as a PNG; empty where there is none."""
    return bytes(Identity.objects.values_list("crest", flat=True).first() or b"")


def colour_problems(colour: str) -> list[str]:
    """Why a colour cannot be the council's, in sentences; empty when it can."""
    found = []
    for what, other, least in _BESIDE:
        ratio = contrast(colour, other)
        if ratio < least:
            found.append(f"With {colour}, {what} has a contrast of {ratio:.1f}; it needs {least:g}.")
    return [*found, "Choose a darker colour."] if found else []
