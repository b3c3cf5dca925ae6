"""Keeps private words out of the audit trail, which says only how many words there were and are.

Nothing can be taken out of the trail, also not words that turn out to be exempt or were pasted into a wrong field.
"""

from collections.abc import Collection, Mapping

from foundation.words import counted


def without_words(
    changes: Mapping[str, tuple[object, object]], fields: Collection[str]
) -> dict[str, tuple[object, object]]:
    """Changes in which these fields say only how many words they had and have."""
    return {name: _lengths(old, new) if name in fields else (old, new) for name, (old, new) in changes.items()}


def _lengths(old: object, new: object) -> tuple[str | None, str | None]:
    before, after = _length(old), _length(new)
    return before, f"{after}, reworded" if before and before == after else after


def _length(text: object) -> str | None:
    words = len(str(text or "").split())
    return counted(words, "word") if words else None
