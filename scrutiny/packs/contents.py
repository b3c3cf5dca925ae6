"""The document of a pack: cover, what it holds, status key, and its sections (``reporting.document``, kind "pack")."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from accounts.queries.identity import council_name
from foundation.dates import LONDON, day_words, moment_words, weekday_words
from foundation.words import counted
from reporting.document import SCHEMA, Count, Document, KeyEntry, Measure, Restatement, Section
from reporting.sections import measures_of
from reporting.snapshots import report_sections
from scrutiny.packs.first_page import first_page
from scrutiny.packs.pack_versions import Reading, Withheld
from scrutiny.packs.sections import opening, sections_of
from scrutiny.queries.packs import sections_within


def build(reading: Reading, *, published: str = "") -> Document:
    """The document of one version of a pack. ``published`` says who published it and when; "" for a draft.

    Reports are shown as frozen, chosen measures as they stand at the reading's moment, approved figures only. What
    the reading does not hold cannot be in it.
    """
    pack, meeting, first = reading.pack, reading.pack.meeting, opening(reading)
    sections = [*first, *sections_of(reading)]
    local = meeting.held_at.astimezone(LONDON)
    measures = list(_measures(sections))
    return {
        "schema": SCHEMA,
        "kind": "pack",
        "title": pack.title,
        "subtitle": meeting.committee.name,
        "council": council_name(),
        "audience": meeting.committee.name,
        "period": day_words(local),
        "as_at": f"Put together on {moment_words(reading.figures.at)}",
        "released": published,
        "headline": _headline(reading),
        "coverage": {"sentence": _coverage(reading, measures), "rows": []},
        "counts": _counts(measures),
        "key": _key(reading),
        "restatements": _restatements(reading, sections),
        "notes": [*report_sections.NOTES, *_notes(reading)],
        "sections": sections,
        "opening": len(first),
        "at_a_glance": first_page(reading, sections),
        "meeting": {
            "committee": meeting.committee.name,
            "date": f"{weekday_words(local)} at {_clock(local)}",
            "place": meeting.place,
        },
        "about": _about(reading),
    }


def _clock(moment: datetime) -> str:
    hour, half = (moment.hour % 12 or 12), "am" if moment.hour < 12 else "pm"
    return f"{hour}{f':{moment:%M}' if moment.minute else ''}{half}"


def _about(reading: Reading) -> list[list[str]]:
    if reading.is_exempt:
        return [["Version", "Full, with exempt items: for this committee's members only"]]
    withheld = len(reading.items) < len(reading.entries) or reading.withheld_questions
    return [["Version", "Public: exempt items are named, not shown"]] if withheld else []


def _headline(reading: Reading) -> str:
    exempt = sum(isinstance(each, Withheld) or each.is_exempt for each in reading.entries)
    withheld = "" if not exempt else f", {exempt} of them not for publication"
    questions = len(reading.questions) + len(reading.withheld_questions)
    return (
        f"{counted(len(reading.entries), 'item')} for the meeting{withheld}; "
        f"{counted(questions, 'question')}; {counted(len(reading.actions), 'earlier action')}."
    )


def _coverage(reading: Reading, measures: Sequence[Measure]) -> str:
    if not measures:
        return "No measure is shown in this pack."
    chosen = {each.indicator.ref for each in reading.items if each.indicator}
    refs = {each["ref"] for each in measures}
    sections = [sections_within(item.report.document, item.section) for item in reading.items if item.report]
    reported = {each["ref"] for each in _measures(chain.from_iterable(sections))}
    told = [f"{counted(len(refs), 'measure')} in this pack"]
    if reported:
        told.append(f"{len(reported)} as in released reports")
    if chosen & refs:
        signed_off = f"as signed off on {moment_words(reading.figures.at)}"
        told.append(f"{len(chosen & refs)} of {reading.figures.period.long_label} {signed_off}")
    return f"{told[0]}: {' and '.join(told[1:])}."


def _counts(measures: Iterable[Measure]) -> list[Count]:
    """How many measures carry each status, each measure counted once, as it is first shown."""
    first: dict[str, Measure] = {}
    for each in measures:
        first.setdefault(each["ref"], each)
    return report_sections.count_marks(each["status"] for each in first.values())


def _key(reading: Reading) -> list[KeyEntry]:
    """Every status of the reports and measures shown, with what it means; the rated ones always."""
    live = [item for each in reading.items if each.indicator and (item := reading.figures.of(each.indicator_id))]
    documents = [each.report.document["key"] for each in reading.items if each.report]
    found: dict[tuple[str, str], KeyEntry] = {}
    for entries in [*documents, *([report_sections.key(live)] if live or not documents else [])]:
        for entry in entries:
            found.setdefault((entry["key"], entry["word"]), entry)
    return sorted(found.values(), key=lambda entry: report_sections.place_of(entry["key"]))


def _restatements(reading: Reading, sections: Sequence[Section]) -> list[Restatement]:
    """What the shown reports restate of the measures that are shown, each once."""
    refs = {each["ref"] for each in _measures(sections)}
    found: dict[tuple[str, ...], Restatement] = {}
    for item in reading.items:
        for each in item.report.document["restatements"] if item.report else ():
            if each["ref"] in refs or not item.section:
                found.setdefault((each["ref"], each["period"], each["old"], each["new"]), each)
    return list(found.values())


def _notes(reading: Reading) -> list[str]:
    notes = []
    if any(each.report for each in reading.items):
        notes.append("Reports are shown as they were released. Nothing in them has been changed for this pack.")
    if any(each.indicator for each in reading.items):
        shown = f"{reading.figures.period.long_label}, as known on {moment_words(reading.figures.at)}"
        notes.append(f"Measures chosen one by one are shown for {shown}.")
    return notes


def _measures(sections: Iterable[Section]) -> Iterator[Measure]:
    for part in sections:
        yield from measures_of(part)
