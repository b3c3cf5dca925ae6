"""Templates: each named one exists, each one there is used, and nothing in them runs in the browser by itself."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.ours import FOLDERS

pytestmark = pytest.mark.sweep

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
PAGES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html") if not path.name.startswith("_"))
EXTENDED = set(re.findall(r'{% extends "([^"]+)" %}', " ".join(path.read_text() for path in FOLDER.rglob("*.html"))))
# Found by Django, crispy-forms and the sign-in library under names of their own.
FOUND_BY_NAME = re.compile(r"(4\d\d|403_csrf|500)\.html|(account|govuk|mfa)/.*")
_NAMED = re.compile(r"""["']([a-z0-9_]+(?:/[a-z0-9_]+)*\.html)["']""")
_INLINE_EVENT = re.compile(r"on[a-z]+")


def named() -> dict[str, set[str]]:
    """Each template that source or another template names, with the files that do."""
    found: dict[str, set[str]] = {}
    sources = [path for app in FOLDERS for path in (ROOT / app).rglob("*.py")]
    for path in (*sources, *FOLDER.rglob("*.html")):
        for name in _NAMED.findall(path.read_text()):
            found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def test_every_template_that_is_named_exists():
    ours = {name: places for name, places in named().items() if not name.startswith("django/")}
    missing = {name: places for name, places in ours.items() if name not in TEMPLATES}
    assert missing == {}


def test_every_template_is_used():
    used = named().keys()
    assert [name for name in TEMPLATES if name not in used and not FOUND_BY_NAME.fullmatch(name)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name: str):
    get_template(name)


class _Inline(HTMLParser):
    """What a strict content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attributes}
        if tag == "style" or "style" in names:
            self.found.append(f"<{tag} style>")
        if tag == "script" and "src" not in names and ("type", "application/json") not in attributes:
            self.found.append("<script> without src")
        self.found += [f"<{tag} {name}>" for name in names if _INLINE_EVENT.fullmatch(name)]
        self.found += [f"<{tag} javascript:>" for _, value in attributes if (value or "").startswith("javascript:")]


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_inline_and_nothing_unescaped(name: str):
    text = (FOLDER / name).read_text()
    reader = _Inline()
    # Tags of the template language, whose quotes would end an attribute early.
    reader.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", re.sub(r"{% comment %}.*?{% endcomment %}", "", text)))
    assert reader.found == []
    assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", text)


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith(FOLDERS) and name not in EXTENDED])
def test_every_page_stands_on_the_base_and_has_its_title(name: str):
    texts = []
    while name != "base.html":
        texts.append((FOLDER / name).read_text())
        parent = re.search(r'{% extends "([^"]+)" %}', texts[-1])
        assert parent, "a page extends base.html; a fragment's name begins with an underscore"
        name = parent[1]
    assert any("{% block title %}" in text for text in texts)
