"""Risks, a row each: scores before controls, now and aimed at, the band now, how it moved, and what it threatens."""

from collections.abc import Iterator, Sequence

from foundation.downloads.cells import Cell as BookCell
from reporting.document import Risk
from reporting.sections.blocks import Cell, Grid, Holds, Words
from reporting.sections.kind import SectionKind, Sheet, number_or, status_cell

_COLUMNS = (
    "Ref", "Risk", "Section", "Register", "Owner", "Inherent", "Now", "Band now", "Above appetite", "Target",
    "Since the last", "Threatens", "Review by", "Why it stands out",
)  # fmt: skip


_ARROW = "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}"
_SCORES = "The scores are inherent → now → target. Since the last: how the score moved since the assessment before."


def _drawn(section: Holds) -> Iterator[Words | Grid]:
    risks: list[Risk] = section["risks"]
    yield Words([_SCORES])
    yield Grid(
        ("Risk", "Scores", "Band now", "Since the last", "Owner"),
        [
            [
                Cell(each["title"], each["ref"], "\n".join(filter(None, [each["why"], each["threatens"]]))),
                Cell(_ARROW.join(each[name] or "–" for name in ("inherent", "now", "target"))),
                Cell(mark=each["band"]) if each["band"] else Cell("Not assessed yet"),
                Cell(each["moved"].partition(" since ")[0]),
                Cell(each["owner"], detail=each["review"]),
            ]
            for each in risks
        ],
    )


def _sheets(sections: Sequence[Holds]) -> Iterator[Sheet]:
    rows = [_row(each, part["heading"]) for part in sections for each in part["risks"]]
    yield Sheet("Risks", "Risks", _COLUMNS, rows, printed=12)


def _row(each: Risk, heading: str) -> list[BookCell]:
    inherent, now, target = (number_or(each[name], 0) for name in ("inherent", "now", "target"))
    band = status_cell(each["band"]) if each["band"] else ""
    first: list[BookCell] = [each["ref"], each["title"], heading, each["register"], each["owner"], inherent, now, band]
    return [*first, each["above"], target, each["moved"], each["threatens"], each["review"], each["why"]]


RISKS = SectionKind("risks", list[Risk], _drawn, _sheets)
