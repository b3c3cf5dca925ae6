"""The sections of a pack: each item under its number, the questions, and what became of earlier actions."""

from collections.abc import Iterator, Sequence
from typing import Any

from foundation.dates import day_words
from foundation.words import counted, together
from reporting.document import Question, Section, section
from reporting.models import Report
from scrutiny.models import PARAGRAPHS, MayBeExempt, MeetingAction, PackItem, PackQuestion
from scrutiny.packs.pack_versions import Figures, Reading, Withheld
from scrutiny.queries.packs import sections_within, title_of


def opening(reading: Reading) -> list[Section]:
    """What members read first, before the key and the items: cover note, questions, earlier actions."""
    note = reading.pack.cover_note
    cover = [section("cover-note", "Cover note", paragraphs=[note])] if note.strip() else []
    return [*cover, *_questions(reading), _actions(reading.actions)]


def sections_of(reading: Reading) -> list[Section]:
    """The sections of the items in one version of a pack, in reading order."""
    found: list[Section] = []
    after_exempt = False
    for numbers, items in _runs(reading.entries):
        own = _own_sections(numbers, items, reading.figures)
        # What is exempt has sheets of its own, so that it can be kept apart on paper too.
        is_exempt = bool(own[0].get("exempt"))
        own[0]["page_break"] = own[0]["page_break"] or is_exempt or after_exempt
        after_exempt = is_exempt
        found += own
    return found


def _own_sections(numbers: Sequence[int], items: Sequence[Any], figures: Figures) -> list[Section]:
    first = items[0]
    if isinstance(first, Withheld):
        return [_withheld(numbers[0], first)]
    if len(items) > 1:
        return [_several(numbers, items, figures)]
    found = item_sections(numbers[0], first, figures)
    return [_marked(found[0], first), *found[1:]] if first.is_exempt else found


def item_sections(number: int, item: PackItem, figures: Figures) -> list[Section]:
    """One item as its own sections, the first under its number. What marks it as exempt is not among them."""
    if item.report:
        return _of_section(number, item) if item.section else _of_report(number, item)
    if item.indicator:
        return [_several([number], [item], figures)]
    return [section(_slug(number), _heading(number, item), paragraphs=_paragraphs(item.note))]


def exempt_words(part: MayBeExempt) -> str:
    """The marking of an exempt part in the full pack."""
    return f"Exempt: paragraph {part.exempt_paragraph} of Schedule 12A"


def _withheld(number: int, item: Withheld) -> Section:
    """What stands in the public pack in the place of an exempt item."""
    words = f"Not for publication: paragraph {item.exempt_paragraph} of Schedule 12A"
    return section(_slug(number), f"{number}. {item.public_title}", paragraphs=[words])


def _marked(part: Section, item: PackItem) -> Section:
    law = f"Schedule 12A to the Local Government Act 1972, paragraph {item.exempt_paragraph}"
    reasons = [
        f"{law}: {PARAGRAPHS[item.exempt_paragraph or 0]}.",
        f"Why the public interest in keeping it exempt outweighs disclosing it: {item.public_interest_test}",
    ]
    return {**part, "exempt": exempt_words(item), "paragraphs": [*reasons, *part["paragraphs"]]}


def _runs(entries: Sequence[PackItem | Withheld]) -> Iterator[tuple[list[int], list[Any]]]:
    """Items with their numbers. Neighbouring measures without words of their own are one run."""
    numbers: list[int] = []
    together: list[PackItem] = []
    for number, entry in enumerate(entries, 1):
        if _is_bare(entry):
            numbers.append(number)
            together.append(entry)  # type: ignore[arg-type]
            continue
        if together:
            yield numbers, together
            numbers, together = [], []
        yield [number], [entry]
    if together:
        yield numbers, together


def _is_bare(entry: PackItem | Withheld) -> bool:
    if isinstance(entry, Withheld) or entry.is_exempt or not entry.indicator:
        return False
    return not (entry.heading or entry.note)


def _several(numbers: Sequence[int], items: Sequence[PackItem], figures: Figures) -> Section:
    """Measures chosen one by one, as cards. One with words of its own carries them above its card."""
    found = [figures.of(item.indicator_id) for item in items]
    gone = [
        f"{item.indicator.ref} {item.indicator.name} is not collected in {figures.period.long_label}."
        for item, measure in zip(items, found, strict=True)
        if measure is None
    ]
    if len(items) > 1:
        heading = f"{numbers[0]} to {numbers[-1]}. Measures chosen by the committee"
    else:
        heading = f"{numbers[0]}. {items[0].heading or 'Measure chosen by the committee'}"
    return section(
        _slug(numbers[0]),
        heading,
        paragraphs=[*_paragraphs(items[0].note if len(items) == 1 else ""), *gone],
        measures=[each.row for each in found if each],
    )


def _of_report(number: int, item: PackItem) -> list[Section]:
    document = item.report.document
    said = [*_paragraphs(item.note), _source(item.report), document["headline"], document["coverage"]["sentence"]]
    first = section(_slug(number), _heading(number, item), paragraphs=[each for each in said if each])
    return [first, *(_beneath(each, number, 1) for each in document["sections"])]


def _of_section(number: int, item: PackItem) -> list[Section]:
    """The section with what is nested in it, under the item's own heading."""
    first, *nested = sections_within(item.report.document, item.section)
    said = [*_paragraphs(item.note), _source(item.report), *first["paragraphs"]]
    head = {"id": _slug(number), "heading": _heading(number, item), "level": 1, "page_break": False, "paragraphs": said}
    return [{**first, **head}, *(_beneath(each, number, 1 - first["level"]) for each in nested)]  # type: ignore[list-item]


def _beneath(part: Section, number: int, deeper: int) -> Section:
    level = min(part["level"] + deeper, 3)
    return {**part, "id": f"{_slug(number)}-{part['id']}", "level": level, "page_break": False}


def _source(report: Report) -> str:
    said = report.document
    return f"From “{said['title']}”, {said['period']}. {said['released']}. {said['as_at']}."


def _questions(reading: Reading) -> list[Section]:
    public = [each for each in reading.questions if not each.is_exempt]
    exempt = [each for each in reading.questions if each.is_exempt]
    found = []
    if public or reading.withheld_questions:
        found.append(
            section("questions", "Questions for the meeting", paragraphs=_left_out(reading), questions=_asked(public))
        )
    if exempt:
        numbers = sorted({each.exempt_paragraph for each in exempt})
        reasons = [
            f"Question {n}: {exempt_words(each)}. {each.public_interest_test}" for n, each in enumerate(exempt, 1)
        ]
        marking = f"Exempt: {_paragraph_words(numbers)} of Schedule 12A"
        found.append(
            section(
                "exempt-questions",
                "Questions not for publication",
                bullets=reasons,
                questions=_asked(exempt),
                exempt=marking,
            )
        )
    return found


def _left_out(reading: Reading) -> list[str]:
    paragraphs = reading.withheld_questions
    if not paragraphs:
        return []
    words = f"{counted(len(paragraphs), 'question')} {'is' if len(paragraphs) == 1 else 'are'}"
    return [f"{words} not for publication: {_paragraph_words(sorted(set(paragraphs)))} of Schedule 12A"]


def _paragraph_words(numbers: Sequence[int | None]) -> str:
    return f"paragraph{'s' if len(numbers) > 1 else ''} {together(map(str, numbers))}"


def _asked(questions: Sequence[PackQuestion]) -> list[Question]:
    return [{"text": each.text, "to": each.to.title if each.to else ""} for each in questions]


def _actions(actions: Sequence[MeetingAction]) -> Section:
    if not actions:
        return section("earlier-actions", "Earlier actions", paragraphs=["Nothing is open from earlier meetings."])
    rows = [
        [
            action.text,
            day_words(action.meeting.held_at),
            action.owner.title,
            day_words(action.due_on) if action.due_on else "No date",
            ": ".join(filter(None, [action.get_state_display(), action.progress])),
        ]
        for action in actions
    ]
    columns = ["What was agreed", "Meeting", "Who", "Due", "What became of it"]
    return section(
        "earlier-actions", "Earlier actions", table={"caption": "What became of each", "columns": columns, "rows": rows}
    )


def _slug(number: int) -> str:
    return f"item-{number}"


def _heading(number: int, item: PackItem) -> str:
    return f"{number}. {title_of(item)}"


def _paragraphs(text: str) -> list[str]:
    return [text] if text.strip() else []
