"""What a generated council holds, as plain values that hypothesis draws: every choice that a person can make."""

from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import strategies as st

UNITS = ("Housing", "Waste", "Parks", "Health Trust")


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure beside its target: ``off`` per cent of it in the good direction (0 is exactly on it)."""

    off: int | Decimal = 0
    absence: str = ""
    standing: str = "final"
    judgement: str = ""
    state: str = "approved"
    late: bool = False
    words: bool = False


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    kind: str
    polarity: str
    frequency: str
    counting: str
    target: str
    rule: str
    now: FigureSpec
    before: FigureSpec
    history: tuple[int, ...]
    lag: int = 0
    is_seasonal: bool = False
    is_data_only: bool = False
    tells: str = "output"
    is_key: bool = False
    since: str = "long"
    break_back: int = 0
    serves: bool = True


@dataclass(frozen=True, slots=True)
class MilestoneSpec:
    """Days from today; ``percent`` of an open one."""

    state: str
    starts: int
    lasts: int
    percent: int
    slipped: int


@dataclass(frozen=True, slots=True)
class CouncilSpec:
    """``stage``: where the quarter's collection stands. ``reopened``: which services have a named exception to the
    lock, where it has come. ``sent_back``: the service all of whose unfinished figures were sent back.
    ``turn``: whose turn it is to open a page that not everybody opens.
    """

    stage: str
    measures: tuple[MeasureSpec, ...]
    milestones: tuple[MilestoneSpec, ...]
    reopened: frozenset[str]
    sent_back: str
    turn: int


KINDS = ("percentage", "number", "money", "ratio", "yes_no", "date", "duration", "grade")
STATES = ("approved", "submitted", "draft", "due", "sent_back", "revised", "proposed")
RATED = ("exceeding", "green", "amber", "red")
OFFS = (0, 5, -5, -8, -10, -11, -30, 12, 30)
# From the latest back. Eight figures and more tell normal variation from real change.
_STABLE = (0, 2, -2, 0, 2, -2, 0, 2, -2)
_seldom = st.sampled_from((False, False, False, True))


def figures(states: tuple[str, ...]) -> st.SearchStrategy[FigureSpec]:
    often = ("approved",) * (2 * len(states) - 1)
    return st.builds(
        FigureSpec,
        off=st.sampled_from(OFFS),
        absence=st.sampled_from(("",) * 9 + ("not_available", "not_applicable", "withheld")),
        standing=st.sampled_from(("final", "final", "provisional", "estimated")),
        judgement=st.sampled_from(("",) * 8 + RATED),
        state=st.sampled_from((*states, *often)),
        late=_seldom,
        words=_seldom,
    )


MEASURES = st.builds(
    MeasureSpec,
    kind=st.sampled_from((*KINDS, "percentage", "number")),
    polarity=st.sampled_from(("high", "low", "high", "low", "range", "plan", "none")),
    frequency=st.sampled_from(("Q", "Q", "Q", "M", "Y")),
    counting=st.sampled_from(("rate", "flow", "cumulative", "snapshot")),
    target=st.sampled_from(("number", "number", "number", "words", "none", "not_rated")),
    rule=st.sampled_from(("", "", "", "points", "strict", "strict red", "exceeding", "comparison", "judgement")),
    now=figures(STATES),
    before=figures(("approved", "due")),
    history=st.sampled_from((_STABLE, (), _STABLE, (2, -4), (0, -15, 4, 15), (-15, -15, -15, *_STABLE))),
    lag=st.sampled_from((0, 0, 0, 0, 1)),
    is_seasonal=_seldom,
    is_data_only=st.sampled_from((False,) * 6 + (True,)),
    tells=st.sampled_from(("output",) * 5 + ("contextual",)),
    is_key=_seldom,
    since=st.sampled_from(("long", "long", "long", "unsaid", "new")),
    break_back=st.sampled_from((0, 0, 0, 0, 1, 2)),
    serves=st.sampled_from((True, True, True, True, False)),
)
MILESTONES = st.builds(
    MilestoneSpec,
    state=st.sampled_from(("in_progress", "not_started", "complete", "on_hold", "cancelled", "in_progress")),
    starts=st.sampled_from((-120, -60, -200, 20)),
    lasts=st.sampled_from((30, 90, 150, 240)),
    percent=st.sampled_from((0, 20, 40, 60, 80, 100)),
    slipped=st.sampled_from((0, 0, 14)),
)
# Complete, not due yet, overdue.
STEPS = (
    MilestoneSpec("complete", -120, 30, 100, 0),
    MilestoneSpec("not_started", 20, 90, 0, 0),
    MilestoneSpec("in_progress", -120, 90, 40, 14),
)
_PLAIN = MeasureSpec("percentage", "high", "Q", "rate", "number", "", FigureSpec(), FigureSpec(), _STABLE)
# What a council has sooner or later and what is seldom drawn, in the order of the services.
CORNERS = (
    # Better than the quarter before, and still far worse than ever.
    replace(_PLAIN, before=FigureSpec(off=-45), now=FigureSpec(off=-40)),
    # Near target, then off it; off target, then on it.
    replace(_PLAIN, before=FigureSpec(off=-8), now=FigureSpec(off=-30), is_key=True),
    replace(_PLAIN, before=FigureSpec(off=-30), now=FigureSpec(off=5)),
    # A partner's draft.
    replace(_PLAIN, now=FigureSpec(off=30, state="draft")),
    # Defined today.
    replace(_PLAIN, history=(), since="new"),
    # Decided not to be rated, after a judgement.
    replace(_PLAIN, target="not_rated", before=FigureSpec(judgement="red"), now=FigureSpec(judgement="red")),
    replace(_PLAIN, is_data_only=True, before=FigureSpec(judgement="red"), now=FigureSpec(state="due")),
    replace(_PLAIN, tells="contextual", before=FigureSpec(judgement="red")),
    # A draft with a judgement, and a revision that waits.
    replace(_PLAIN, now=FigureSpec(off=-30, state="draft", judgement="green")),
    replace(_PLAIN, now=FigureSpec(off=-30, state="proposed")),
    # What waits for sign-off in a return that was reopened.
    replace(_PLAIN, now=FigureSpec(off=5, state="submitted")),
    # No worse than the year before, so near target in both quarters.
    replace(_PLAIN, rule="comparison", before=FigureSpec(off=-30), history=(0, 2, -2, -30, *_STABLE)),
    # The same, but that last year's figure was of another definition.
    replace(_PLAIN, rule="comparison", now=FigureSpec(off=-28), history=(0, 2, -30, 0, *_STABLE), break_back=2),
    # Handed in after the days of grace, in a return that was reopened.
    replace(_PLAIN, now=FigureSpec(off=5, late=True)),
    # A hair short of its target, and judged to be on it all the same.
    replace(_PLAIN, now=FigureSpec(off=Decimal("-0.01"), judgement="green")),
    # Withheld after a judgement, then on target.
    replace(_PLAIN, before=FigureSpec(absence="withheld", judgement="red"), now=FigureSpec(off=5)),
)
STAGES = ("collecting", "late", "locked")


def councils(stage: str, *, measures: int = 16, milestones: int = 5) -> st.SearchStrategy[CouncilSpec]:
    return st.builds(
        CouncilSpec,
        stage=st.just(stage),
        measures=st.lists(MEASURES, min_size=measures, max_size=measures).map(lambda drawn: (*CORNERS, *drawn)),
        milestones=st.lists(MILESTONES, min_size=milestones, max_size=milestones).map(lambda drawn: (*STEPS, *drawn)),
        reopened=st.frozensets(st.sampled_from(UNITS), max_size=2).map(lambda drawn: drawn | {"Parks"}),
        sent_back=st.just(UNITS[3]),  # not the one that is reopened: each has a deadline of its own
        turn=st.integers(0, 10),
    ).filter(_is_mixed)


def _is_mixed(council: CouncilSpec) -> bool:
    """Hypothesis begins with everything at its simplest: a council of the same measure many times shows nothing."""
    return len(set(council.measures)) > len(council.measures) * 3 // 4
