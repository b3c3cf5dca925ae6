"""docs/rules.md points from each rule to its test: every pointer leads somewhere, and every rule has one."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = "tests/indicators/rules/"
TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
POINTER = re.compile(r"`([\w/]+\.py)::(\w+)`")


def test_every_pointer_leads_to_a_test() -> None:
    pointers = POINTER.findall(TEXT)
    assert len(pointers) > 50
    missing = []
    for file, name in pointers:
        path = ROOT / (file if "/" in file else f"{HERE}{file}")
        if not path.exists() or f"def {name}(" not in path.read_text(encoding="utf-8"):
            missing.append(f"{file}::{name}")
    assert missing == []


def test_every_section_points_to_a_test() -> None:
    sections = re.split(r"(?m)^## ", TEXT)[1:]
    assert [section.split(".")[0] for section in sections] == [str(number) for number in range(1, 27)]
    for section in sections:
        assert POINTER.search(section), section.splitlines()[0]
