"""What became of a status from one period to the next (rules.md 14): decided here for pages, briefings and counts."""

from indicators.rules.vocabulary import RATED, Status

_WORST_FIRST = tuple(reversed(RATED))


def has_turned(was: Status | None, now: Status) -> bool:
    """Whether it went off target: it was rated otherwise before. ``was`` None: it had no status."""
    return now is Status.RED and was in RATED and was is not Status.RED


def has_recovered(was: Status | None, now: Status) -> bool:
    """Whether it is back on target, or better, after being off target."""
    return was is Status.RED and now.is_met


def has_slipped(was: Status | None, now: Status) -> bool:
    """Whether it was on target, or better, and is now only near it."""
    return now is Status.AMBER and was is not None and was.is_met


def step(was: Status | None, now: Status) -> str:
    """ "better" or "worse" where both are rated and differ; "" otherwise."""
    if was not in RATED or now not in RATED or was is now:
        return ""
    return "better" if _WORST_FIRST.index(now) > _WORST_FIRST.index(was) else "worse"
