"""Questions for a meeting, numbered, with whom each is put to."""

from collections.abc import Iterator, Sequence

from reporting.document import Question
from reporting.sections.blocks import Holds, Point, Points
from reporting.sections.kind import SectionKind, Sheet


def _drawn(section: Holds) -> Iterator[Points]:
    questions: list[Question] = section["questions"]
    yield Points([Point(each["text"], each["to"] and f"To: {each['to']}") for each in questions], is_numbered=True)


def _sheets(sections: Sequence[Holds]) -> Iterator[Sheet]:
    rows = [[each["text"], each["to"], part["heading"]] for part in sections for each in part["questions"]]
    yield Sheet("Questions", "Questions for the meeting", ("Question", "To", "Section"), rows)


QUESTIONS = SectionKind("questions", list[Question], _drawn, _sheets)
