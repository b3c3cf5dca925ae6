"""What the trail tells of words that it must not hold: how many there were and are.

Words may turn out to be exempt, or have been pasted into the wrong field, and a trail cannot be unwritten.
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
