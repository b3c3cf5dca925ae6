"""Faults that nobody could notice, by the names that ``make mutants`` prints, each with the reason."""

_RULES = "indicators/rules"
_RATED = "What is rated against figures has a figure and a target; here it tells the type."
_GAP = "What is rated against figures has a gap; here it tells the type."
_BY_INDEX = "Which thing it is about is said too: this has the database find it by an index."
_PAGE, _PAGES = "page_type='indicators.indicator'", "page_id__in={str(measure) for *_, measure in found}"
_SAID = "by=person, action='saved', thing_type='breakdowns.sheet', thing_id__in=sheets"
_SAID_BY_ANYTHING = "by=person, thing_type='breakdowns.sheet', thing_id__in=sheets"
_SAVED = f"breakdowns/queries/hands.py saved_by: Event.objects.filter({_PAGE}, {_PAGES}, {_SAID})"
_SAVED_OTHERWISE = (
    f"Event.objects.filter({_PAGES}, {_SAID})",
    f"Event.objects.filter({_PAGE}, {_SAID})",
)
_THINGS = "thing_id__in=[str(each.pk) for each in figures]"
_ENTERED = f"indicators/queries/hands.py entered_by: _entering().filter(page_id__in=about, by=person, {_THINGS})"
_ENTERED_LESS = f"_entering().filter(by=person, {_THINGS})"
_HAS = "by=OuterRef(person), thing_id=thing"
_HAS_ENTERED = f"indicators/queries/hands.py has_entered: _entering().filter(page_id=page, {_HAS})"

_OF_A_DIGEST = "A part in 2^64 of a number, or one digest of so many: no draw is told apart by it."
_PLACE = "assurance/rules/draw.py _place"
_LARK_TELLS = "The parser always says where it is; here it tells the type."

EQUIVALENTS: dict[str, str] = {
    "accounts/actors.py actor_for: not isinstance(user, User) or not user.is_active -> not user.is_active": (
        "Who has not signed in is not active either."
    ),
    f"{_PLACE}: int.from_bytes(digest, 'big') + 1 -> int.from_bytes(digest, 'big') - 1": _OF_A_DIGEST,
    f"{_PLACE}: 2 ** (8 * _BYTES) + 1 -> 2 ** (8 * _BYTES) - 1": _OF_A_DIGEST,
    f"{_PLACE}: 1 -> 2": _OF_A_DIGEST,
    f"{_PLACE}: 1 -> 2 (no. 2)": _OF_A_DIGEST,
    "assurance/queries/hands.py handled: actor.user is not None and each.approved_by_id == actor.user.pk"
    " -> each.approved_by_id == actor.user.pk": "Who certifies is a person; here it tells the type.",
    "assurance/queries/hands.py _figures_of_checkers: touched_since().filter(**dict(zip(of, values, strict=True)))"
    " -> touched_since().filter()": "Whoever asks looks up no others than these.",
    **dict.fromkeys((f"{_SAVED} -> {each}" for each in _SAVED_OTHERWISE), _BY_INDEX),
    f"{_ENTERED} -> {_ENTERED_LESS}": _BY_INDEX,
    f"{_HAS_ENTERED} -> _entering().filter({_HAS})": _BY_INDEX,
    f"{_SAVED} -> Event.objects.filter({_PAGE}, {_PAGES}, {_SAID_BY_ANYTHING})": (
        "Else groups are only approved, after the figure with which they stand."
    ),
    "indicators/queries/hands.py stands_with_figures: _READERS.append(read) -> pass": (
        "Apps call it as they start, which they have when a fault is put in."
    ),
    f"{_RULES}/checks.py _far_from_target: value > target -> value >= target": (
        "A figure equal to its target is within ten times of it, and was let pass before."
    ),
    f"{_RULES}/formula.py work_out: each.value or 0 -> each.value": (
        "What is no gap has a value; here it tells the type."
    ),
    f"{_RULES}/formula.py _rounded: number >= 0 -> number > 0": "Nought has no sign.",
    f"{_RULES}/formula_text.py parse: error.pos_in_stream or 0 -> error.pos_in_stream": _LARK_TELLS,
    f"{_RULES}/formula_text.py _span: token.start_pos or 0 -> token.start_pos": _LARK_TELLS,
    f"{_RULES}/formula_text.py _unread: token.start_pos or 0 -> token.start_pos": _LARK_TELLS,
    f"{_RULES}/profile.py spread: 1 -> 2 (no. 2)": "Equal shares are equal, whatever each of them is.",
    f"{_RULES}/profile.py _largest_remainder: annual < 0 -> annual <= 0": "Nought has no sign.",
    f"{_RULES}/reading.py : 120 -> 121": "Figures have 44 digits at most, so no sum or product of two has 120.",
    f"{_RULES}/reading.py _read_once: 8192 -> 8193": "How many texts are remembered changes no answer.",
    f"{_RULES}/reading.py _read_ratio: part.value or Decimal(0) -> part.value": (
        "What is no number is refused before; here it tells the type."
    ),
    f"{_RULES}/reading.py _read_duration: 10 -> 11": "It begins above the longest unit, a day, by however much.",
    f"{_RULES}/reading.py _read_duration: 6 -> 7": "It begins above the longest unit, a day, by however much.",
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
    f"{_RULES}/year_end.py _between: not whole or len(rest) < year.left -> len(rest) < year.left": (
        "An end that was worked out by a shape had a whole of it; here it tells the type."
    ),
    f"{_RULES}/year_end.py _equal_shares: 1 -> 2 (no. 3)": "Equal shares are equal, whatever each of them is.",
    f"{_RULES}/rating.py _outside: gap is not None and polarity is Polarity.RANGE -> polarity is Polarity.RANGE": (
        "Against one target a year ago has a gap wherever today has; here it tells the type."
    ),
    f"{_RULES}/rating.py _judge_by_limits: green is None or red is None -> green is None": (
        "Where there is a green limit there is a red one."
    ),
    f"{_RULES}/rating.py _is_softened: last_year is None or rule.comparison is Comparison.NONE"
    " -> rule.comparison is Comparison.NONE": "It is asked only where there is one; here it tells the type.",
    f"{_RULES}/reasons.py describe: rating.because is Because.TARGET_IN_WORDS or target is None or rating.value is None"
    " -> rating.because is Because.TARGET_IN_WORDS or rating.value is None": _RATED,
    f"{_RULES}/reasons.py describe: rating.because is Because.TARGET_IN_WORDS or target is None or rating.value is None"
    " -> rating.because is Because.TARGET_IN_WORDS or target is None": _RATED,
    f"{_RULES}/reasons.py _Printer.distance: 0 -> 1 (no. 2)": "Days are whole, and such noughts are not printed.",
    f"{_RULES}/reasons.py _Printer.distance: 0 -> 1 (no. 3)": "Grades are whole, and such noughts are not printed.",
    f"{_RULES}/reasons.py _position: target.low is not None and value < target.low -> value < target.low": (
        "Where there is a gap to a range it has both ends; here it tells the type."
    ),
    f"{_RULES}/reasons.py _position: value < target.low -> value <= target.low": (
        "An end of the range is inside, and was told before."
    ),
    f"{_RULES}/reasons.py _position: 0 -> 1": "Where there is a gap there is an aim; here it tells the type.",
    f"{_RULES}/reasons.py _position: difference < 0 -> difference <= 0": "A figure on its target was told before.",
    f"{_RULES}/reasons.py _verdict: status is Status.EXCEEDING and rule.exceeding_cut is not None"
    " -> status is Status.EXCEEDING": ("Without that cut nothing exceeds; here it tells the type."),
    f"{_RULES}/reasons.py _verdict: rating.gap is not None and rating.gap > 0 -> rating.gap > 0": _GAP,
    f"{_RULES}/reasons.py _limits_verdict: rating.gap is not None and rating.gap > 0 -> rating.gap > 0": _GAP,
}
