"""How many inputs a property is tried on, where that is another number than Hypothesis's own hundred."""

from hypothesis import settings


def examples(most: int) -> int:
    """``most`` wherever everything runs; as much less as the profile of ``make test-fast`` tries less."""
    return max(1, most * settings.default.max_examples // 100)
