"""The parts that documents share: counts, key, notes, and sections of measures and milestones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import cast

from feedback.queries.in_reports import SaidInQuarter
from foundation.dates import day_words
from foundation.measure_words import Band, Bands
from foundation.words import counted, excerpt, together
from indicators.judging.measure_row import UNRATED_BANDS
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.judging.sum_words import SumWords
from indicators.rules.vocabulary import Status
from money.queries.costs import CostRow, cost_rows
from money.rules.amounts import to_the_penny
from money.rules.cost import Cost
from money.rules.staff import Staff
from plans.queries.milestones import MilestoneRow
from reporting.document import Count, KeyEntry, Mark, Milestone, Money, Risk, Section, section
from reporting.queries.exceptions import reasons_of_milestone
from reporting.snapshots.items import Item
from reporting.snapshots.live import Live
from reporting.snapshots.over_time import timeline, waits_told
from reporting.snapshots.risk_board import on_the_matrix
from risks.queries.risks import RiskRow, counts_of, finding
from risks.rules.scoring import Score

_ORDER = [str(status) for status in Status]
# What a status tells, where the council's own scheme does not say.
MEANINGS: dict[str, str] = {
    Status.EXCEEDING: "Better than the target by more than the set margin. Counted as on target.",
    Status.GREEN: "At the target, better, or as close to it as the measure's rule allows.",
    Status.AMBER: "Short of the target, within the margin that the measure's rule allows.",
    Status.RED: "Short of the target by more than the margin that the measure's rule allows.",
    Status.UNKNOWN: "A figure is due and has not been handed in.",
    Status.NOT_DUE: "No figure is expected for this period.",
    Status.DATA_ONLY: "Shown without a target, by design.",
    Status.CONTEXTUAL: "Mostly outside the council's control, so not rated.",
    Status.AWAITING: "Entered, but not yet signed off by the head of service, so not shown.",
    Status.NOT_AVAILABLE: "No figure can be had; the reason is given.",
    Status.NOT_APPLICABLE: "There was nothing to measure.",
    Status.WITHHELD: "Known, but not shown.",
    Status.NOT_RATED: "Not rated: by decision, for want of a target, or until somebody says which way is good.",
}
NOTES = [
    "Only figures that the head of service has signed off are shown.",
    "[p] provisional, [r] revised, [e] estimated.",
    "A figure exactly on a cut point counts as the better status, unless the measure's rule says otherwise.",
]


def count_marks(marks: Iterable[Mark]) -> list[Count]:
    """How often each status occurs, in the statuses' order, in each scheme's own words."""
    found: dict[tuple[str, str], Count] = {}
    for mark in marks:
        entry = found.setdefault((mark["key"], mark["word"]), {**mark, "count": 0})
        entry["count"] += 1
    return sorted(found.values(), key=lambda entry: (place_of(entry["key"]), entry["word"]))


def place_of(status: str) -> int:
    """The place of a status among all; the last for one that only an older document knows."""
    return _ORDER.index(status) if status in _ORDER else len(_ORDER)


def key(items: Sequence[Item]) -> list[KeyEntry]:
    """The meaning of each status that occurs here, and of the rated ones always."""
    schemes: list[Bands] = []
    for item in items:
        if item.measured.bands not in schemes:
            schemes.append(item.measured.bands)
    met = {item.row["status"]["key"] for item in items}
    bands_used = [pair for bands in schemes or [DEFAULT_BANDS] for pair in bands.items()]
    may_exceed = Status.EXCEEDING in met or any(item.measured.rule.exceeding_cut is not None for item in items)
    rated = [_key_entry(status, band) for status, band in bands_used if status != Status.EXCEEDING or may_exceed]
    unrated = [_key_entry(status, band) for status, band in UNRATED_BANDS.items() if status in met]
    distinct = {(entry["key"], entry["word"]): entry for entry in [*rated, *unrated]}
    return list(distinct.values())


def _key_entry(status: str, band: Band) -> KeyEntry:
    meaning = band.get("meaning") or MEANINGS[status]
    shown = {"word": band["word"], "shape": band["shape"], "colour": band["colour"]}
    return cast(KeyEntry, {"key": str(status), **shown, "meaning": meaning})


def attention(items: Sequence[Item], steps: Sequence[MilestoneRow] = ()) -> list[Section]:
    """What needs attention, the most serious first, each with the rules that picked it and its commentary."""
    bad = [item for item in items if item.is_bad]
    late_steps = [step for step in steps if reasons_of_milestone(step)]
    empty = "Nothing needs attention."
    if late_steps:
        number = len(late_steps)
        empty = f"No measure needs attention; {counted(number, 'milestone')} {'does' if number == 1 else 'do'}."
    found = [_cards("attention", "Needs attention", _by_severity(bad), empty)]
    if late_steps:
        found.append(
            section(
                "milestones-attention",
                "Milestones that need attention",
                2,
                milestones=[_with_reasons(step) for step in late_steps],
            )
        )
    return found


def successes(items: Sequence[Item]) -> Section:
    """Measures with good news and no bad, as cards."""
    good = [item for item in items if item.is_good]
    return _cards("doing-well", "Doing well", good, "No measure stands out as doing better than expected.")


def scorecard(slug: str, heading: str, items: Sequence[Item]) -> Section:
    """Measures as a table, one row each."""
    empty = [] if items else ["No measures here."]
    rows = [item.row for item in items]
    return section(slug, heading, paragraphs=empty, measures=rows, measures_as="table")


def milestones(slug: str, heading: str, rows: Sequence[MilestoneRow], *, today: date, level: int = 1) -> Section:
    """Milestones, read with what they wait for, as a table by due date and a picture of them over time."""
    empty = [] if rows else ["No milestones here."]
    held = [_milestone(row) for row in rows]
    return section(slug, heading, level, paragraphs=empty, milestones=held, **timeline(rows, today))


def risks(
    slug: str, heading: str, rows: Sequence[RiskRow], live: Live, *, unit_id: int | None = None, level: int = 1
) -> Section:
    """Risks as a table, the highest first. ``unit_id``: the service that the report is on, None where it is on none."""
    told = finding(counts_of(rows)) if rows else "No risk is on record here."
    held = [_risk(row, live, unit_id) for row in rows]
    return section(slug, heading, level, paragraphs=[told], risks=held, **on_the_matrix(rows, live))


def risks_standing_out(rows: Sequence[RiskRow], live: Live) -> list[Section]:
    """The risks above appetite or rising, each with the rule that picked it; no section where there is none."""
    picked = [_risk(row, live, None) for row in rows if row.reasons]
    if not picked:
        return []
    on_it = on_the_matrix([row for row in rows if row.reasons], live)
    return [section("risks-attention", "Risks above appetite or rising", 2, risks=picked, **on_it)]


def money(
    costs: Sequence[tuple[str, str, Cost]], live: Live, *, whole: Cost | None = None, staff: Staff | None = None
) -> list[Section]:
    """What things cost (reference, name, cost), where there is a budget, and who works on them. ``whole``: what the
    finding is about.
    """
    book, posts = live.costs.book, live.workforce.words(staff)
    if book is None:
        return [section(MONEY, "Staff", paragraphs=[posts])] if posts else []
    rows = [_money(ref, name, row) for ref, name, cost in costs for row in cost_rows(cost)]
    told = [(whole or Cost()).finding, book.said] if rows and whole else [book.said if rows else NO_MONEY]
    heading = "Money and staff" if posts else "Money"
    return [section(MONEY, heading, paragraphs=list(filter(None, [" ".join(told), posts])), money=rows)]


MONEY = "money"
NO_MONEY = "No money is linked to it yet."


def summed_up(words: SumWords | None) -> list[Section]:
    """How a priority comes to its status by its rule, part by part; nothing where it goes by counts."""
    if words is None:
        return []
    columns, more = ["Part", "Status"], ["Score of 10", "Weight", "Share of the score"] if words.is_basket else []
    rows = [
        [f"{each.name} ({each.ref})", each.status["word"], *([each.score, each.weight, each.share] if more else [])]
        for each in words.rows
    ]
    told = [words.said, " ".join(filter(None, [f"{words.rule.capitalize()}: {words.meaning}", words.weights]))]
    table = {"caption": "How the status was worked out", "columns": columns + more, "rows": rows} if rows else None
    return [section("summed-up", "Status of the priority", paragraphs=told, table=table)]


def statuses_by_rule(heading: str, noun: str, found: Iterable[tuple[str, SumWords | None]]) -> list[Section]:
    """The status of each priority or objective that has one by a rule; nothing where all go by counts."""
    rows = [[name, words.status["word"], words.by, words.said] for name, words in found if words is not None]
    if not rows:
        return []
    table = {"caption": heading, "columns": [noun, "Status", "Rule", "How it came about"], "rows": rows}
    return [section("by-rule", heading, table=table)]


def people_say(said: SaidInQuarter, units: Collection[int]) -> list[Section]:
    """What people said of these units: themes with their counts, and at most three stories; nothing where nothing was
    recorded.
    """
    counts, stories = said.counts_of(units), said.stories_of(units)
    if not counts and not stories:
        return []
    columns = ["Theme", "Kind", *(each.label for each in said.quarters)]
    rows = [[theme, kind, now, before] for kind, theme, now, before in counts]
    table = {"caption": "What people said, by theme", "columns": columns, "rows": rows} if rows else None
    bullets = [f"{each.title}: {each.words}" if each.words else f"{each.title}." for each in stories]
    return [section("people-say", "What people say", bullets=bullets, table=table)]


def developments(items: Sequence[Item], steps: Sequence[MilestoneRow], live: Live) -> Section:
    """Key developments: what owners say of what went well, and milestones completed in the quarter."""
    bullets = [_told(item, "happened") for item in items if item.is_good and _said(item, "happened")]
    done = [step for step in steps if step.completed_on and live.period.start <= step.completed_on <= live.today]
    bullets += [f"Milestone completed: {step.title} ({step.ref})." for step in done]
    empty = [] if bullets else ["No key developments were reported this quarter."]
    return section("developments", "Key developments", paragraphs=empty, bullets=bullets)


def issues(items: Sequence[Item]) -> Section:
    """Emerging issues: what owners say of what did not go well, and why."""
    worried = [item for item in _by_severity(items) if item.is_bad and (_said(item, "why") or _said(item, "happened"))]
    bullets = [_told(item, "why" if _said(item, "why") else "happened") for item in worried]
    empty = [] if bullets else ["No emerging issues were reported this quarter."]
    return section("issues", "Emerging issues", paragraphs=empty, bullets=bullets)


def _cards(slug: str, heading: str, items: Sequence[Item], empty: str) -> Section:
    return section(slug, heading, paragraphs=[] if items else [empty], measures=[item.row for item in items])


_SEVERITY = (Status.RED, Status.UNKNOWN, Status.AMBER)


def _by_severity(items: Iterable[Item]) -> list[Item]:
    def rank(item: Item) -> int:
        status = item.measured.assessment.status
        return _SEVERITY.index(status) if status in _SEVERITY else len(_SEVERITY)

    return sorted(items, key=lambda item: (rank(item), not item.measured.definition.is_key, item.ref))


def _said(item: Item, box: str) -> str:
    boxes: Mapping[str, object] = item.row["commentary"] or {}
    return str(boxes.get(box, "")).strip()


def _told(item: Item, box: str) -> str:
    """The measure's name and the first sentences of what was said; the whole text stands beside the figure."""
    return f"{item.row['name']} ({item.ref}): {excerpt(_said(item, box), most=240)}"


def _milestone(step: MilestoneRow) -> Milestone:
    """The milestone as documents hold it."""
    held = {name: getattr(step, name) for name in Milestone.__annotations__ if name != "waits"}
    return cast(Milestone, {**held, "status": asdict(step.status), "waits": waits_told(step)})


def _money(ref: str, name: str, row: CostRow) -> Money:
    """The row as documents hold it."""
    told, figures = row.figures.is_reported, row.figures
    return {
        "name": name,
        "ref": ref,
        "nature": row.name,
        "planned": row.planned,
        "actual": row.actual,
        "forecast": row.forecast,
        "variance": row.variance,
        "mark": cast(Mark, asdict(row.mark)) if row.mark else None,
        "planned_raw": str(to_the_penny(figures.planned)),
        "actual_raw": str(to_the_penny(figures.actual)) if told else "",
        "forecast_raw": str(to_the_penny(figures.forecast)) if told else "",
    }


def _risk(row: RiskRow, live: Live, unit_id: int | None) -> Risk:
    """The risk as documents hold it."""
    scores, now = row.scores, row.scores.current
    threatened = together(each.title for each in live.threatened_by(row, unit_id))
    waits = "Waits for a new assessment: the matrix changed." if row.waits else ""
    wrong = " ".join(f"{each.label}." for each in row.warned)
    return {
        "ref": row.ref,
        "title": row.title,
        "register": row.register,
        "owner": row.owner,
        "inherent": _value(scores.inherent),
        "now": _value(now),
        "target": _value(scores.target),
        "band": _mark(now) if now else None,
        "above": "" if now is None else "Yes" if now.is_above_appetite else "No",
        "moved": row.moved_words,
        "threatens": f"Threatens {threatened}" if threatened else "",
        "review": f"Review by {day_words(row.review_on)}",
        "why": " ".join(filter(None, [*(each["sentence"] for each in row.reasons), wrong, waits])),
    }


def _value(found: Score | None) -> str:
    return str(found.value) if found else ""


def _mark(found: Score) -> Mark:
    return cast(Mark, asdict(found.mark))


def _with_reasons(step: MilestoneRow) -> Milestone:
    """The same; its narrative begins with why it needs attention."""
    words = [*(reason["sentence"] for reason in reasons_of_milestone(step)), step.narrative]
    return {**_milestone(step), "narrative": "\n".join(filter(None, words))}
