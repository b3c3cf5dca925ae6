"""Faults that nobody could notice, by the names that ``make mutants`` prints, each with the reason."""

_RULES = "indicators/rules"

EQUIVALENTS: dict[str, str] = {
    "accounts/actors.py actor_for: not isinstance(user, User) or not user.is_active -> not user.is_active": (
        "Who has not signed in is not active either."
    ),
    f"{_RULES}/checks.py _far_from_target: value > target -> value >= target": (
        "A figure equal to its target is within ten times of it, and was let pass before."
    ),
    f"{_RULES}/profile.py spread: 1 -> 2 (no. 2)": "Equal shares are equal, whatever each of them is.",
    f"{_RULES}/profile.py _largest_remainder: annual < 0 -> annual <= 0": "Nought has no sign.",
    f"{_RULES}/results.py Rating.gap_percent: self.gap is None or self.target is None or self.kind in UNSCALED_KINDS"
    " -> self.gap is None or self.kind in UNSCALED_KINDS": "Where there is a gap there is a target.",
    f"{_RULES}/sentences.py _position: value < aim -> value <= aim": "A figure on its target was told before.",
    f"{_RULES}/spc.py _special_causes: side > 0 -> side >= 0": (
        "A figure on the mean is near no limit and part of no run, so its half is not told."
    ),
    f"{_RULES}/spc.py _special_causes: side > 0 -> side >= 0 (no. 2)": "A figure on the mean is beyond no limit.",
    f"{_RULES}/spc.py _trends: 1 -> 2 (no. 4)": "Within a trend every step goes the same way.",
    f"{_RULES}/spc.py _assurance: target < limits[0] -> target <= limits[0]": "A target on a limit was told before.",
    f"{_RULES}/spc.py _assurance: 0 -> 1 (no. 2)": "A target outside the limits is below both or neither.",
    f"{_RULES}/status.py outcome: point.judged is not None and is_judged(sheet, point) -> is_judged(sheet, point)": (
        "is_judged asks for it too; here it tells the type of what is returned."
    ),
}
