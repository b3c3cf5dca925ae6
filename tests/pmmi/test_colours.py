"""Everything that the style sheet paints can be told from what it stands on: WCAG 2, 1.4.3 and 1.4.11, worked out.

Read from the built sheet, so that a colour written beside the tokens is held to the same. A rule that paints its own
ground is measured on it; dark on every pale ground that the sheet has, and light on the council's colour, both the one
that ships and the palest that a council may choose. axe measures the pages as they are laid out; this measures the
pairs that the demo council happens not to show too.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.conf import settings

from accounts.queries.identity import colour_problems
from foundation.contrast import contrast

TEXT, STATUS, SHAPE = 4.5, 7, 3
WHITE, FOCUS = "#ffffff", "#ffdd00"
TONES = ("green", "amber", "red", "blue", "grey", "missing", "awaiting", "hatched", "plain")
BRANDS = ("#12305c", "#595959")  # the one that ships; the palest with which white text keeps its contrast
BRAND = "var(--govuk-brand-colour)"

# What may be paler than a shape that tells something, each with its reason.
DECORATION = {
    "var(--app-line)": "parts rows and boxes that space parts too",
    "var(--app-band)": "the span of usual values behind a line, told in words beside it",
    "var(--app-gold)": "lies beside an edge of the deep gold",
    "var(--app-gold-light)": "a glint on the gold",
    "#3d5a86": "the rule between header and menu",
}

Rule = tuple[str, dict[str, str]]


@cache
def sheet() -> tuple[Rule, ...]:
    """Selector and declarations of every rule, those in media queries too; without forced colours, the reader's own."""
    css = (settings.BASE_DIR / "static" / "built" / "app.css").read_text()
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        pairs = (each.partition(":") for each in body.split(";") if ":" in each)
        found.append((selector.strip(), {name.strip(): value.strip() for name, _, value in pairs}))
    return tuple(found)


def ours() -> list[Rule]:
    return [(selector, body) for selector, body in sheet() if "app-" in selector and "app-tone--" not in selector]


@cache
def tokens(tone: str = "", brand: str = BRANDS[0]) -> dict[str, str]:
    """What the variables stand for, on an element of a tone."""
    found = {"--govuk-brand-colour": brand}
    for selector, body in sheet():
        if selector == ":root" or (tone and selector == f".app-tone--{tone}"):
            found |= {name: value for name, value in body.items() if name.startswith("--app-")}
    return found


def colours_in(value: str, **where: str) -> list[str]:
    """The colours that a declaration names, as "#12305c"; what is see-through paints nothing."""
    known = tokens(**where)
    variable = re.compile(r"var\((--[\w-]+)(?:,\s*((?:[^()]|\([^()]*\))*))?\)")
    while found := variable.search(value):
        name, other = found.groups()
        value = value.replace(found.group(), known.get(name) or (other or "").strip())
    return [long(each) for each in re.findall(r"#[0-9a-f]{3,6}\b", value.lower())]


def long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(letter * 2 for letter in colour[1:])


def ground(body: dict[str, str], **where: str) -> list[str]:
    return colours_in(body.get("background", "") + " " + body.get("background-color", ""), **where)


@cache
def pale_grounds() -> list[str]:
    """Every ground that words and shapes may stand on, but for a status's, the council's own, and one whose rule paints
    the words on it too: those are measured on it.
    """
    found = {WHITE}
    for _, body in ours():
        values = body.get("background", "") + body.get("background-color", "")
        if "gradient" not in values and "--app-fill" not in values and "color" not in body:
            found |= {each for each in colours_in(values) if contrast(each, WHITE) < 2}
    return sorted(found - {FOCUS})  # only what has the focus stands on that one, with words of its own


def painted(*names: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Selector, value and rule of each declaration whose name begins so."""
    for selector, body in ours():
        for name, value in body.items():
            if name.startswith(names):
                yield selector, value, body


def too_faint(selector: str, value: str, body: dict[str, str], least: float) -> Iterator[str]:
    """The pairs of one declaration that are too near to each other."""
    toned = "--app-rim" in value or "--app-mark" in value or "--app-fill" in value
    for tone in TONES if toned else [""]:
        for brand in BRANDS if BRAND in value or not toned else BRANDS[:1]:
            own = ground(body, tone=tone, brand=brand)
            for colour in colours_in(value, tone=tone, brand=brand):
                is_light = contrast(colour, WHITE) < 2
                others = own or ([brand] if is_light else pale_grounds())
                yield from (
                    f"{selector}: {colour} on {each} has {contrast(colour, each):.2f} {tone}".strip()
                    for each in others
                    if contrast(colour, each) < least
                )


def test_the_palest_colour_of_a_council_is_what_the_rule_allows():
    assert colour_problems(BRANDS[1]) == []
    assert colour_problems("#5a5a5a") != []


@pytest.mark.parametrize("tone", TONES)
def test_a_status_is_told_from_its_ground_and_its_edge_from_the_page(tone):
    rim, fill, mark = (tokens(tone=tone)[f"--app-{part}"] for part in ("rim", "fill", "mark"))
    hatches = [
        each
        for selector, body in ours()
        for each in ground(body, tone=tone)
        if f"tone--{tone}" in selector and "gradient" in body.get("background", "")
    ]
    assert all(contrast(long(mark), long(each)) >= STATUS for each in [fill, *hatches])
    assert rim == fill or contrast(rim, fill) >= SHAPE
    assert all(contrast(rim, each) >= SHAPE for each in pale_grounds())


def test_all_words_are_told_from_what_they_stand_on():
    found = [fault for each in painted("color") for fault in too_faint(*each, TEXT)]
    assert found == []
    assert len(list(painted("color"))) > 50
    assert len(pale_grounds()) > 3


def test_all_edges_and_shapes_are_told_from_what_they_stand_on():
    faults = []
    for selector, value, _ in painted("border", "outline", "stroke", "fill", "text-decoration-color"):
        if not any(each in value for each in [*DECORATION, "--app-mark", "--app-fill"]):  # a status's: above
            faults += too_faint(selector, value, {}, SHAPE)
    assert faults == []


def test_what_is_called_decoration_is_in_the_sheet():
    values = " ".join(value for _, value, _ in painted("border", "fill", "background"))
    assert [each for each in DECORATION if each not in values] == []


def test_gold_has_an_edge_that_is_told_from_the_page():
    gold = [selector for selector, value, body in painted("border", "background") if "--app-gold)" in value]
    edged = [s for s, _, body in painted("border", "background") if "--app-gold-deep" in body.get("box-shadow", "")]
    assert set(gold) == set(edged)
    assert contrast(tokens()["--app-gold-deep"], WHITE) >= SHAPE
