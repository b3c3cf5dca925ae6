"""docs/asvs.md counts right, and what it names as shown is there."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text()
ROWS = re.findall(r"^\| V(\d+)\.\d+\.\d+ \| ([12]) \| [^|]+ \| ([^|]+) \| (.+) \|$", TEXT, re.MULTILINE)
ANSWERS = ("met", "not yet", "does not apply")


def counted(answers: list[str]) -> list[int]:
    assert set(answers) <= set(ANSWERS)
    return [Counter(answers)[each] for each in ANSWERS]


def test_the_counts_are_those_of_the_rows():
    assert len(ROWS) == 253
    for level, answers in (
        ("12", [row[2] for row in ROWS]),
        ("1", [row[2] for row in ROWS if row[1] == "1"]),
    ):
        words = ", ".join(f"{number} {answer}" for number, answer in zip(counted(answers), ANSWERS, strict=True))
        assert (f"**{words}**" if level == "12" else f"level 1: {words}.") in TEXT


def test_each_chapter_has_its_counts():
    chapters = re.findall(r"^\| V(\d+) [^|]+ \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.MULTILINE)
    assert {number: [int(each) for each in counts] for number, *counts in chapters} == {
        number: counted([row[2] for row in ROWS if row[0] == number]) for number in {row[0] for row in ROWS}
    }


def test_what_is_met_names_files_that_are_there():
    named = {path for row in ROWS for path in re.findall(r"`([\w.-]+/[\w./-]+)`", row[3])}
    assert len(named) > 50
    assert [path for path in sorted(named) if not (ROOT / path).exists() and path != "/opt/pmmi"] == []
