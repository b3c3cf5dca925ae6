"""What a figure is held against: the target, the rating rule, and whether the two make sense together.

Source: rules.md 3. ``rating`` applies them; ``rule_problems`` is asked when a rule or a target is saved.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, ValueKind

UNSCALED_KINDS = (ValueKind.DATE, ValueKind.GRADE)
"""Kinds without a natural nought, where "per cent of target" means nothing."""

TWO_SIDED = (Polarity.RANGE, Polarity.PLAN)


@dataclass(frozen=True, slots=True)
class Rule:
    """How an adverse gap becomes a status.

    ``green_cut`` and ``amber_cut`` are the largest gaps still green and still amber, in the unit of ``basis``: per
    cent of the target, or the indicator's own units. Equal cuts make two bands. With ``Basis.VALUES`` the cuts are
    not used: the target carries the limits, and ``is_two_band`` makes green of what lies between them.
    ``exceeding_cut``: better than target by more than this is exceeding, None for no such band. ``green_edge`` says on
    which side a gap of exactly the green cut falls, ``red_edge`` one of exactly the amber cut; two bands have only the
    green edge.
    """

    basis: Basis
    green_cut: Decimal
    amber_cut: Decimal
    exceeding_cut: Decimal | None = None
    green_edge: Edge = Edge.BETTER
    red_edge: Edge = Edge.BETTER
    comparison: Comparison = Comparison.NONE
    is_two_band: bool = False

    def limits(self, target: "Target") -> tuple[Decimal | None, Decimal | None]:
        """How far a target's explicit values are green, and beyond which they are red; None where it has none."""
        return (target.red if self.is_two_band else target.green), target.red


DEFAULT_RULE = Rule(basis=Basis.PERCENT, green_cut=Decimal(0), amber_cut=Decimal(10))


class Target(NamedTuple):
    """Where a measure should be, in the unit of its kind.

    ``low`` and ``high`` are the range of an in-range measure. ``green_limit`` (the target itself when None) and
    ``red_limit`` (the green limit when None) serve ``Basis.VALUES``: green as far as one, red beyond the other,
    amber between. ``text`` is a target in words, such as "top quartile".
    """

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    green_limit: Decimal | None = None
    red_limit: Decimal | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.has_figure or self.text)

    @property
    def has_figure(self) -> bool:
        return not (self.value is None and self.green_limit is None and self.low is None and self.high is None)

    @property
    def aim(self) -> Decimal | None:
        """The one figure to reach: the target itself, or where it has none, its green limit."""
        return self.green_limit if self.value is None else self.value

    @property
    def green(self) -> Decimal | None:
        return self.value if self.green_limit is None else self.green_limit

    @property
    def red(self) -> Decimal | None:
        return self.green if self.red_limit is None else self.red_limit


def percent_base(target: Target, polarity: Polarity) -> Decimal:
    """What "per cent of target" is per cent of: the target, or a range's larger limit (ours); 0 if there is none."""
    if polarity is not Polarity.RANGE:
        return Decimal(0) if target.value is None else target.value.copy_abs()
    limits = (target.low, target.high)
    return max((limit.copy_abs() for limit in limits if limit is not None), default=Decimal(0))


def rule_problems(
    rule: Rule, target: Target | None, polarity: Polarity, kind: ValueKind = ValueKind.NUMBER
) -> list[str]:
    """What has to be put right before this rule can rate figures against this target; empty when all is well.

    Each problem is a sentence for the person who is saving. ``target`` None or empty checks the rule alone.
    """
    if rule.basis is Basis.JUDGEMENT:
        return []
    problems = cut_problems(rule)
    if kind is ValueKind.YES_NO:
        return problems + _answer_problems(target)
    if kind in UNSCALED_KINDS and rule.basis is Basis.PERCENT:
        problems.append(f"A {kind} cannot be judged by per cent of target. Choose points.")
    if kind is ValueKind.DATE:
        polarity = Polarity.LOW
    if polarity in TWO_SIDED:
        problems += _two_sided_problems(rule, polarity)
    if target is not None and not target.is_empty:
        problems += _target_problems(rule, target, polarity, kind)
    return problems


def cut_problems(rule: Rule) -> list[str]:
    """What is wrong with the cut points by themselves."""
    problems = []
    if rule.green_cut < 0:
        problems.append("The green cut point cannot be below 0.")
    if rule.amber_cut < rule.green_cut:
        problems.append("The amber cut point cannot be below the green one.")
    if rule.exceeding_cut is not None and rule.exceeding_cut < 0:
        problems.append("The exceeding cut point cannot be below 0.")
    return problems


def _answer_problems(target: Target | None) -> list[str]:
    if target is None or target.value in (None, Decimal(0), Decimal(1)):
        return []
    return ["The target of a yes/no measure is the wanted answer: Yes or No."]


def _two_sided_problems(rule: Rule, polarity: Polarity) -> list[str]:
    problems = []
    if rule.basis is Basis.VALUES:
        problems.append(
            "Explicit values fit only a measure where higher or lower is better. Choose points or per cent of target."
        )
    if rule.exceeding_cut is not None:
        problems.append("Only a measure where higher or lower is better can exceed its target.")
    if polarity is Polarity.PLAN and rule.green_edge is Edge.WORSE and rule.green_cut == 0:
        problems.append(
            "With no tolerance, and the green cut on the worse side, not even a figure exactly as planned would be "
            "green. Allow a tolerance or choose the better side."
        )
    return problems


def _target_problems(rule: Rule, target: Target, polarity: Polarity, kind: ValueKind) -> list[str]:
    if polarity is Polarity.NONE:
        return ["Say whether higher or lower is better, or remove the target and show the measure as data only."]
    if polarity is Polarity.RANGE:
        return _range_problems(rule, target)
    aim = target.green if rule.basis is Basis.VALUES else target.value
    if aim is None:
        if target.text:
            return ["A target in words is rated by a person's judgement. Choose judgement, or add a figure."]
        return ["Enter the target as a figure."]
    if rule.basis is Basis.VALUES:
        return limit_problems(aim, target.red_limit, polarity)
    if rule.basis is Basis.PERCENT and aim == 0 and kind not in UNSCALED_KINDS:
        return ["Per cent of a target of 0 means nothing. Choose points or explicit values."]
    return []


def _range_problems(rule: Rule, target: Target) -> list[str]:
    if target.low is None or target.high is None:
        return ["Enter both the lowest and the highest good value."]
    if target.low > target.high:
        return ["The lowest good value cannot be above the highest."]
    if rule.basis is Basis.PERCENT and target.low == target.high == 0:
        return ["Per cent of a limit of 0 means nothing. Choose points."]
    if rule.green_edge is Edge.WORSE and rule.green_cut == 0 and target.low == target.high:
        return ["With the green cut on the worse side no figure could be green. Widen the range."]
    return []


def limit_problems(green: Decimal, red: Decimal | None, polarity: Polarity) -> list[str]:
    """What is wrong with explicit limits beside a target."""
    if red is None:
        return []
    is_better = red > green if polarity is Polarity.HIGH else red < green
    if polarity in (Polarity.HIGH, Polarity.LOW) and is_better:
        return ["The red limit is better than the green one. Swap them, or check which way is good."]
    return []


def rule_words(rule: Rule, *, green: str = "the green limit beside each target", red: str = "the red limit") -> str:
    """A rule in one plain sentence or two: "Green at target or better, amber up to 10% of target short of it, …".

    ``green`` and ``red`` are the limits of one target in words, for a rule of explicit values.
    """
    if rule.basis is Basis.JUDGEMENT:
        return "A person enters the status with a reason; nothing is computed."
    if rule.basis is Basis.VALUES:
        words = f"Green to {green}, red beyond {red}, amber between."
        if rule.is_two_band:
            words = f"Green to {red}, red beyond it, no amber."
    else:
        words = f"{_cut_words(rule)}."
    if rule.exceeding_cut is not None:
        by = f" by more than {_cut(rule.exceeding_cut, rule.basis)}" if rule.exceeding_cut else ""
        words += f" Exceeding where it is better than target{by}."
    if rule.comparison is not Comparison.NONE:
        better = "no worse" if rule.comparison is Comparison.NO_WORSE else "better"
        words += f" Amber instead of red where it is {better} than the same period last year."
    return words + _edge_words(rule)


def _edge_words(rule: Rule) -> str:
    """What happens exactly on a cut point, where it is not the better side."""
    if rule.green_edge is rule.red_edge:
        return " Exactly on a cut point counts as the worse side." if rule.green_edge is Edge.WORSE else ""
    if rule.green_edge is Edge.WORSE:
        return " Exactly on the green cut point is not green."
    return " Exactly on the amber cut point is red."


def _cut_words(rule: Rule) -> str:
    green = "Green at target or better"
    if rule.green_cut:
        green = f"Green up to {_cut(rule.green_cut, rule.basis)} short of target"
    if rule.green_cut == rule.amber_cut:
        return f"{green}, red beyond, no amber"
    return f"{green}, amber up to {_cut(rule.amber_cut, rule.basis)} short of it, red beyond"


def _cut(cut: Decimal, basis: Basis) -> str:
    number = f"{cut.normalize():f}"
    if basis is Basis.PERCENT:
        return f"{number}% of target"
    return f"{number} point{'' if cut == 1 else 's'}" if basis is Basis.POINTS else number
