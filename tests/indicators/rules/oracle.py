"""A second, slow and obvious rating, written from docs/rules.md section 3 alone.

It shares no code with ``indicators.rules``: it works in fractions, and asks where on the number line each band ends,
where the engine asks how wide the gap is. ``status`` takes and returns plain words.
"""

from fractions import Fraction

F = Fraction


def status(
    *,
    value: Fraction | None,
    target: Fraction | None = None,
    low: Fraction | None = None,
    high: Fraction | None = None,
    green_limit: Fraction | None = None,
    red_limit: Fraction | None = None,
    basis: str,
    green_cut: Fraction,
    amber_cut: Fraction,
    exceeding_cut: Fraction | None,
    green_edge: str,
    red_edge: str,
    comparison: str,
    polarity: str,
    kind: str = "number",
    last_year: Fraction | None = None,
) -> str:
    if value is None:
        return "unknown"
    if basis == "judgement":
        return "not_rated"
    if target is None and low is None and high is None and green_limit is None:
        return "not_rated"
    if kind == "yes_no":
        if target is None:
            return "not_rated"
        return "green" if value == target else "red"
    if kind == "date":
        polarity, last_year = "low", None
    if polarity == "none":
        return "not_rated"
    if basis == "values":
        return _by_values(
            value, target, green_limit, red_limit, exceeding_cut, green_edge, red_edge, comparison, polarity, last_year
        )
    if polarity == "range" and (low is None or high is None):
        return "not_rated"
    if polarity != "range" and target is None:
        return "not_rated"

    if basis == "percent":
        whole = max(abs(low), abs(high)) if polarity == "range" else abs(target)
        if whole == 0 or kind in ("date", "grade"):
            good = {
                "high": lambda: value >= target,
                "low": lambda: value <= target,
                "plan": lambda: value == target,
                "range": lambda: low <= value <= high,
            }[polarity]()
            if good:
                return "green"
            return "amber" if _saved(value, last_year, target, low, high, polarity, comparison) else "red"
        unit = whole / 100
    else:
        unit = F(1)

    def inside(cut: Fraction, edge: str) -> bool:
        """Whether the value lies in the band that reaches ``cut`` beyond the target on the wrong side."""
        slack = cut * unit
        if polarity == "range":
            edges = (low - slack, high + slack)
        elif polarity == "plan":
            edges = (target - slack, target + slack)
        elif polarity == "high":
            edges = (target - slack, None)
        else:
            edges = (None, target + slack)
        return _between(value, edges, open_ends=edge == "worse")

    if exceeding_cut is not None and polarity == "high" and value > target + exceeding_cut * unit:
        return "exceeding"
    if exceeding_cut is not None and polarity == "low" and value < target - exceeding_cut * unit:
        return "exceeding"
    if inside(green_cut, green_edge):
        return "green"
    # Two bands have one cut, and one edge.
    if inside(amber_cut, red_edge if amber_cut > green_cut else green_edge):
        return "amber"
    return "amber" if _saved(value, last_year, target, low, high, polarity, comparison) else "red"


def _by_values(
    value: Fraction,
    target: Fraction | None,
    green_limit: Fraction | None,
    red_limit: Fraction | None,
    exceeding_cut: Fraction | None,
    green_edge: str,
    red_edge: str,
    comparison: str,
    polarity: str,
    last_year: Fraction | None,
) -> str:
    if polarity in ("range", "plan"):
        return "not_rated"
    green = green_limit if green_limit is not None else target
    if green is None:
        return "not_rated"
    red = red_limit if red_limit is not None else green
    aim = target if target is not None else green
    strict = green_edge == "worse"
    strict_red = strict if red == green else red_edge == "worse"
    if polarity == "high":
        is_green = value > green if strict else value >= green
        is_not_red = value > red if strict_red else value >= red
        exceeds = exceeding_cut is not None and value > aim + exceeding_cut
    else:
        is_green = value < green if strict else value <= green
        is_not_red = value < red if strict_red else value <= red
        exceeds = exceeding_cut is not None and value < aim - exceeding_cut
    if is_green:
        return "exceeding" if exceeds else "green"
    if is_not_red:
        return "amber"
    return "amber" if _saved(value, last_year, aim, None, None, polarity, comparison) else "red"


def _between(value: Fraction, edges: tuple[Fraction | None, Fraction | None], *, open_ends: bool) -> bool:
    bottom, top = edges
    above = bottom is None or (value > bottom if open_ends else value >= bottom)
    below = top is None or (value < top if open_ends else value <= top)
    return above and below


def _saved(
    value: Fraction,
    last_year: Fraction | None,
    target: Fraction | None,
    low: Fraction | None,
    high: Fraction | None,
    polarity: str,
    comparison: str,
) -> bool:
    """Whether the clause about the same period last year turns red into amber."""
    if last_year is None or comparison == "none":
        return False
    if polarity == "high":
        better, equal = value > last_year, value == last_year
    elif polarity == "low":
        better, equal = value < last_year, value == last_year
    else:
        now, then = _away(value, target, low, high, polarity), _away(last_year, target, low, high, polarity)
        better, equal = now < then, now == then
    return better or (equal and comparison == "no_worse")


def _away(
    value: Fraction, target: Fraction | None, low: Fraction | None, high: Fraction | None, polarity: str
) -> Fraction:
    if polarity == "plan":
        return abs(value - target)
    if value < low:
        return low - value
    return value - high if value > high else F(0)
