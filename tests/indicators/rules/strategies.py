"""Generated figures, targets and rules. Coarse grids on purpose: a figure often falls exactly on a boundary."""

from decimal import Decimal

from hypothesis import strategies as st

from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity

figures = st.one_of(
    st.integers(-60, 60).map(lambda n: Decimal(n) / 4),
    st.decimals(-(10**9), 10**9, places=6, allow_nan=False, allow_infinity=False),
)
cuts = st.integers(0, 60).map(lambda n: Decimal(n) / 4)
one_sided = st.sampled_from([Polarity.HIGH, Polarity.LOW])
two_sided = st.sampled_from([Polarity.RANGE, Polarity.PLAN])
polarities = st.sampled_from(list(Polarity))


@st.composite
def rules(draw: st.DrawFn, *bases: Basis) -> Rule:
    green, amber = sorted([draw(cuts), draw(cuts)])
    return Rule(
        basis=draw(st.sampled_from(bases or list(Basis))),
        green_cut=green,
        amber_cut=amber,
        exceeding_cut=draw(st.none() | cuts),
        green_edge=draw(st.sampled_from(list(Edge))),
        red_edge=draw(st.sampled_from(list(Edge))),
        comparison=draw(st.sampled_from(list(Comparison))),
    )


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """Any target that an import could hold, sensible or not."""
    low, high = sorted([draw(figures), draw(figures)])
    return Target(
        value=draw(st.none() | figures),
        low=draw(st.just(low) | st.none()),
        high=draw(st.just(high) | st.none()),
        green_limit=draw(st.none() | figures),
        red_limit=draw(st.none() | figures),
        text=draw(st.sampled_from(["", "top quartile"])),
    )


@st.composite
def full_targets(draw: st.DrawFn) -> Target:
    """A target with everything that any basis and polarity can ask for."""
    low, high = sorted([draw(figures), draw(figures)])
    return Target(draw(figures), low, high, draw(st.none() | figures), draw(st.none() | figures))
