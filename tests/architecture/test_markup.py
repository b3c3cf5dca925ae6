"""Every page of every role is HTML as the standard has it: the Nu checker reads them all in one run (E3)."""

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.access import TABLE
from tests.architecture.sweep import Answer, address, ask
from tests.architecture.world import IDENTITIES, World
from tests.conftest import NU_JAR

pytestmark = [pytest.mark.nu, pytest.mark.django_db]
# A page differs from another when its elements and their attributes do, whatever they say.
_WORDS = re.compile(r'>[^<]*<|="[^"]*"')
FAULT = "<!doctype html><html lang='en'><title>A page</title><dl><dt>One<dd>1<dt>One<dd>2</dl></html>"


def test_the_checker_finds_nothing_on_any_page(world: World, tmp_path: Path):
    pages = {"fault": ("fault", FAULT)}
    for name, answer in shown(world):
        if is_page(answer):
            skeleton = _WORDS.sub("><", answer.words)
            pages.setdefault(hashlib.sha256(skeleton.encode()).hexdigest()[:20], (name, answer.words))
    assert len(pages) > 150
    for digest, (_, words) in pages.items():
        (tmp_path / f"{digest}.html").write_text(words)
    found: dict[str, list[str]] = {}
    for message in checked(tmp_path):
        name, _ = pages[Path(message["url"]).stem]
        found.setdefault(name, []).append(f"{message['message']} {message.get('extract', '')[:200]}")
    assert "Duplicate" in found.pop("fault")[0], "the checker would find a fault"
    assert [f"{name}: {fault}" for name, faults in found.items() for fault in faults] == []


def is_page(answer: Answer) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html") and "<html" in answer.words


def shown(world: World) -> Iterator[tuple[str, Answer]]:
    """Every page as each person who may open it sees it, and forms sent empty, with what they then say is wrong."""
    for row in TABLE:
        for side in ("ours", "partners") if row.has_sides else ("ours",):
            for identity in IDENTITIES:
                if identity in (row.get or ()) or side == "partners":
                    yield f"{row} {identity}", ask(world, identity, "GET", address(world, row, side))
        if row.get and row.post:
            yield f"{row} sent empty", ask(world, min(row.post), "POST", address(world, row), {})


def checked(folder: Path) -> list[dict[str, str]]:
    """What the checker says of the pages in the folder, which it reads in one run."""
    options = ("--format", "json", "--exit-zero-always", "--skip-non-html")
    command = ["java", "-Xmx512m", "-jar", str(NU_JAR), *options, str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_TOOL_OPTIONS"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stderr)["messages"]
