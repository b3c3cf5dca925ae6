"""What the trail tells of a pack's words: how many there were and are, but never the words.

Any of them may be marked exempt later, or have been pasted into the wrong field, and a trail cannot be unwritten.
"""

from collections.abc import Mapping

from foundation.words import counted

UNSAID = ("cover_note", "heading", "note", "text", "public_interest_test")


def discreet(changes: Mapping[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
    """Changes without the words of the pack: how many there were and are."""
    return {name: _lengths(old, new) if name in UNSAID else (old, new) for name, (old, new) in changes.items()}


def _lengths(old: object, new: object) -> tuple[str | None, str | None]:
    before, after = _length(old), _length(new)
    return before, f"{after}, reworded" if before and before == after else after


def _length(text: object) -> str | None:
    words = len(str(text or "").split())
    return counted(words, "word") if words else None
