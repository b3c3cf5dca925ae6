"""The parts that pages are made of: said in words, drawn in shapes, and safe with whatever they are given."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from foundation.templatetags import components
from foundation.templatetags.components import arrow_key, drawn, drawn_rows, per_mille, stacked, svg_address
from pmmi import gallery, gallery_samples
from tests.pmmi.markup import ATTACK, ATTACKS, intruders, parse

TEMPLATES = Path(__file__).parents[2] / "templates"
FOLDERS = ("components", "govuk", "account", "allauth")
MINE = sorted(path for folder in FOLDERS for path in (TEMPLATES / folder).rglob("*.html"))
COMPONENTS = sorted(path for path in (TEMPLATES / "components").glob("*.html") if path.name != "gallery.html")
SHAPES = ("tick", "circle", "triangle", "star", "square", "dash", "question")


def draw(component: str, /, **values: object) -> str:
    return render_to_string(f"components/{component}.html", values)


def hostile(value: Any, attack: str) -> Any:
    """The same structure with every text replaced by an attack, but for the few that choose a branch."""
    if isinstance(value, dict):
        kept = {"shape", "colour", "arrow", "state", "id", "direction", "points", "lines"}
        return {
            key: each if key in kept and isinstance(each, str) else hostile(each, attack) for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [hostile(each, attack) for each in value]
    return attack if isinstance(value, str) else value


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_opens_by_saying_what_it_takes(path):
    opening = re.sub(r"^({% load [a-z ]+ %})?", "", path.read_text())
    assert opening.startswith("{% comment %}")
    assert "Takes" in opening.split("{% endcomment %}")[0]


@pytest.mark.parametrize("path", MINE, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_lets_data_through_unescaped_or_runs_inline(path):
    text = path.read_text()
    assert not re.search(r"\|\s*safe\b|safeseq|autoescape|mark_safe", text)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)|javascript:", text)


class TestStatus:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_word_shape_and_colour(self, shape):
        text = draw("status", status={"key": "x", "word": "Near target", "shape": shape, "colour": "amber"})
        page = parse(text)
        assert page.text_content().strip() == "Near target"
        assert page.find(".//svg").get("aria-hidden") == "true"
        assert "app-tone--amber" in text

    def test_shapes_differ_without_colour(self):
        assert len({draw("shape", shape=shape) for shape in SHAPES}) == len(SHAPES)


class TestDirection:
    def arrow(self, arrow: str, real: bool | None) -> str:
        return draw("direction", direction={"word": "better", "arrow": arrow, "real": real})

    def test_real_hollow_and_undecided_arrows_differ(self):
        drawn = [self.arrow("up", real) for real in (True, False, None)]
        assert ["arrow--real" in text for text in drawn] == [True, False, False]
        assert ["arrow--line" in text for text in drawn] == [False, False, True]

    def test_a_hollow_arrow_is_explained_aloud(self):
        assert parse(self.arrow("up", False)).text_content().strip() == "Better (within normal variation)"
        assert parse(self.arrow("up", True)).text_content().strip() == "Better"

    def test_up_down_and_level_point_differently_and_none_has_no_arrow(self):
        assert len({self.arrow(way, True) for way in ("up", "down", "level")}) == 3
        assert "<svg" not in self.arrow("none", None)

    def test_the_key_shows_each_kind(self):
        assert [each["direction"]["real"] for each in arrow_key()] == [True, False, None]
        assert arrow_key()[2]["meaning"].startswith("Not tested, so it may be chance.")
        assert len({each["direction"]["word"] for each in arrow_key()}) == 3
        assert (
            draw("key", entries=[gallery_samples.mark(status) for status in gallery_samples.MARKS]).count("<dt>") == 13
        )


class TestMeasureRow:
    def row(self, **changes: object) -> str:
        return draw("measure_row", row={**gallery_samples.measures()[0], **changes}, with_forecast=True)

    def cells(self, text: str) -> dict[str, str]:
        row = parse(f"<table>{text}</table>")
        return {cell.get("data-label"): " ".join(cell.text_content().split()) for cell in row.iter("td")}

    def test_a_figure_is_shown_with_everything_that_belongs_to_it(self):
        cells = self.cells(self.row(marks="[p]", value="12.5 days", target="10 days"))
        assert cells["Status"] == "On target"
        assert cells["Result"] == "12.5 days [p]"
        assert cells["Target"] == "10 days"
        assert cells["Direction"] == "Better"
        assert cells["Owner"] == "Head of Customer Services"

    def test_the_name_opens_the_measure_and_the_sentence_is_there_for_all(self):
        heading = parse(f"<table>{self.row(lag='one quarter in arrears')}</table>").find(".//th")
        assert heading.get("scope") == "row"
        assert heading.find("a").get("href") == "#measures"
        assert "one quarter in arrears" in heading.text_content()
        assert "against a target of 90%" in heading.text_content()

    def test_no_forecast_and_no_history_are_said_in_words(self):
        cells = self.cells(self.row(forecast=None, spark={}))
        assert cells["Year-end forecast"] == "No forecast"
        assert cells["Trend"] == "No figures yet"


class TestMeasureTable:
    def test_headings_match_cells_with_and_without_the_forecast(self):
        for with_forecast in (True, False):
            page = parse(
                draw("measure_table", rows=gallery_samples.measures(), caption="All", with_forecast=with_forecast)
            )
            headings = len(page.findall(".//thead//th"))
            assert {len(row) for row in page.findall(".//tbody/tr")} == {headings}

    def test_sorting_is_a_link_that_says_which_way_it_stands(self):
        sort = {"name": {"url": "?sort=-name", "direction": "ascending"}, "owner": {"url": "?sort=owner"}}
        page = parse(draw("measure_table", rows=[], caption="All", sort=sort))
        first, *_, last = page.findall(".//thead//th")
        assert (first.get("aria-sort"), first.find("a").get("href")) == ("ascending", "?sort=-name")
        assert (last.get("aria-sort"), last.find("a").get("href")) == (None, "?sort=owner")


class TestDrawings:
    def test_the_parts_of_a_bar_fill_it_in_proportion(self):
        counts = [{"colour": "green", "count": 3}, {"colour": "red", "count": 0}, {"colour": "amber", "count": 1}]
        parts = stacked(counts)
        assert [part["colour"] for part in parts] == ["green", "amber"]
        assert parts[0]["x"] == 0
        assert parts[-1]["x"] + parts[-1]["width"] == pytest.approx(1000)
        assert parts[0]["width"] == pytest.approx(3 * parts[1]["width"])

    def test_nothing_counted_draws_no_parts(self):
        assert stacked([{"colour": "green", "count": 0}]) == []
        assert stacked([]) == []

    @pytest.mark.parametrize(("done", "total", "expected"), [(12, 20, 600), (0, 20, 0), (25, 20, 1000), (0, 0, 0)])
    def test_progress_in_thousandths(self, done, total, expected):
        assert per_mille(done, total) == expected

    def test_a_picture_becomes_an_address_that_cannot_run(self):
        assert svg_address("<svg>é</svg>") == "data:image/svg+xml;base64,PHN2Zz7DqTwvc3ZnPg=="

    def test_gaps_stay_gaps_and_a_provisional_point_is_hollow(self):
        text = draw("sparkline", spark=gallery_samples.measures()[0]["spark"])
        assert text.count("<polyline") == 2
        assert "app-spark__last--hollow" in text
        assert "app-spark__band" in text

    def test_counts_say_their_words_and_leave_out_noughts_where_room_is_short(self):
        counts = [{**gallery_samples.mark(status), "count": 0} for status in gallery_samples.MARKS]
        assert draw("status_bar", counts=counts).count("<li") == 9
        assert draw("status_bar", counts=counts, compact=True).count("<li") == 0


class TestChart:
    def test_words_picture_and_table_are_there_without_javascript(self):
        page = parse(draw("chart", chart=gallery_samples.chart()))
        assert page.find(".//img").get("src").startswith("data:image/svg+xml;base64,")
        assert page.find(".//img").get("alt") == ""
        assert "95.1% (provisional)" in page.find(".//p[@class='app-chart__summary']").text_content()
        assert page.find("figure")[0].tag == "figcaption", "a caption stands first or last in its figure"
        assert len(page.findall(".//tbody/tr")) == 12

    def test_the_figure_for_the_script_is_data_and_hidden_from_assistive_technology(self):
        page = parse(draw("chart", chart=gallery_samples.chart()))
        plot = page.find(".//div[@data-chart]")
        assert plot.get("aria-hidden") == "true"
        assert page.get_element_by_id(plot.get("data-chart")).get("type") == "application/json"


class TestProgress:
    def test_states_are_said_and_the_page_can_be_refreshed_without_javascript(self):
        progress = {**gallery_samples.progress(), "ended": False}
        text = draw("progress", progress=progress, url="/reports/1/progress/", refresh_url="/reports/1/")
        assert "Make service reports, running" in parse(text).text_content()
        assert 'href="/reports/1/"' in text
        assert 'data-progress-url="/reports/1/progress/"' in text
        assert "data-progress-ended" not in text

    def test_when_it_has_ended_nothing_is_left_to_refresh(self):
        text = draw("progress_steps", progress=gallery_samples.progress(), refresh_url="/reports/1/")
        assert "data-progress-ended" in text
        assert "Refresh" not in text


class TestButtonWithReason:
    def test_a_button_that_may_not_be_pressed_says_why(self):
        text = draw("button_with_reason", label="Release", url="/x/", id="release", reason="Housing is not approved.")
        button = parse(text).find(".//button")
        assert (button.get("type"), button.get("aria-disabled")) == ("button", "true")
        assert parse(text).get_element_by_id(button.get("aria-describedby")).text == "Housing is not approved."

    def test_one_that_may_be_pressed_sends_the_form(self):
        page = parse(
            draw("button_with_reason", label="Release", url="/x/", id="r", csrf_token="t", name="n", value="1")
        )
        assert page.find(".//form").get("action") == "/x/"
        assert page.find(".//button").get("type") == "submit"
        assert page.find(".//input").get("value") == "t"


def test_a_single_page_has_no_pagination():
    assert draw("pagination", pages={"links": [{"number": 1, "url": "?", "current": True}]}).strip() == ""


class TestGallery:
    def page(self, **changes: object) -> str:
        values = {**gallery.context(gallery.SampleForm({})), **changes}
        return render_to_string("components/gallery.html", values)

    def test_shows_every_component(self):
        text = (TEMPLATES / "components" / "gallery.html").read_text()
        others = (*COMPONENTS, TEMPLATES / "base.html", Path(components.__file__))
        everything = text + "".join(path.read_text() for path in others)
        unshown = [path.name for path in COMPONENTS if f"components/{path.name}" not in everything]
        assert unshown == []

    def test_ids_are_unique_and_nothing_runs_inline(self):
        page = parse(self.page())
        ids = [node.get("id") for node in page.iter() if node.get("id")]
        assert len(ids) == len(set(ids))
        assert intruders(self.page()) == []

    @pytest.mark.parametrize("attack", [*ATTACKS, ATTACK])
    def test_attack_strings_in_every_text_become_nothing_but_text(self, attack):
        """hardening.md (vi): every text of every component, hostile; the page's structure is as with plain words."""
        attacked, plain = self.filled_with(attack), self.filled_with("plain words")
        assert intruders(attacked) == []
        assert [node.tag for node in parse(attacked).iter()] == [node.tag for node in parse(plain).iter()]

    def filled_with(self, words: str) -> str:
        samples = hostile(gallery_samples.everything(), words)
        samples["pages"] = gallery_samples.everything()["pages"]
        return self.page(**samples)


def test_the_shell_stands_without_any_context():
    text = Template("{% extends 'base.html' %}").render(Context({}))
    page = parse(text)
    assert page.find(".//title").text == "Performance - Performance"
    assert page.find(".//main").get("id") == "main-content"
    assert "Sign out" not in text


def test_the_title_says_that_there_are_errors():
    text = Template("{% extends 'base.html' %}").render(
        Context({"form": gallery.SampleForm({}), "council_name": "Hart"})
    )
    assert "<title>Error: Performance - Hart</title>" in text
    assert text.index("There is a problem") < text.index("</main>")


def test_what_is_drawn_but_once_is_what_including_it_gives():
    rows = [{"url": "/a/", "label": f"{ATTACK} {n}"} for n in range(3)]
    for _ in range(2):
        assert drawn("components/breadcrumbs.html", crumbs=rows) == draw("breadcrumbs", crumbs=rows)
    assert ATTACK not in drawn("components/breadcrumbs.html", crumbs=rows)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("<b>", mark_safe("<b>")),
        (mark_safe("<b>"), "<b>"),
        (True, 1),
        (1, "1"),
        (None, "None"),
        ("", None),
        (Decimal("1.0"), Decimal("1.00")),
        (0.0, -0.0),
    ],
)
def test_contents_that_look_alike_are_drawn_apart(first, then):
    for value in (first, then):
        crumbs = [{"url": "/", "label": value}]
        assert drawn("components/breadcrumbs.html", crumbs=crumbs) == draw("breadcrumbs", crumbs=crumbs)


def test_rows_are_drawn_each_by_what_it_holds():
    row = {"url": "/a/", "title": "Open the centre", "status": gallery_samples.MARKS["green"], "percent": "40%"}
    rows = [row, {**row, "title": ATTACK}, row]
    assert drawn_rows("components/milestone_row.html", rows) == "".join(
        draw("milestone_row", row=each) for each in rows
    )


@dataclass(frozen=True)
class Crumb:
    url: str
    label: str


class NamedCrumb(NamedTuple):
    url: str
    label: str


@pytest.mark.parametrize("kind", [Crumb, NamedCrumb])
def test_typed_rows_are_drawn_by_what_they_hold(kind):
    for label in ("<b>", mark_safe("<b>"), ATTACK):
        crumbs = [kind("/", label)]
        assert drawn("components/breadcrumbs.html", crumbs=crumbs) == draw("breadcrumbs", crumbs=crumbs)
        assert str(conditional_escape(label)) in draw("breadcrumbs", crumbs=crumbs)


def test_rows_can_be_given_what_all_of_them_share():
    rows = [{"title": "One"}, {"title": ATTACK}]
    first, then = (
        drawn_rows("components/empty.html", rows, title=each, text="", action_url="") for each in ("Bins", "Roads")
    )
    assert (first.count("Bins"), first.count("Roads")) == (2, 0)
    assert (then.count("Bins"), then.count("Roads")) == (0, 2)


def test_lines_of_groups_carry_their_columns_words_so_that_they_can_be_cards():
    row = {
        "name": "Clean streets", "url": "/priorities/P1/?period=x", "met": "2",
        "counts": [{"colour": "green", "count": 2}, {"colour": "red", "count": 1}],
        "near": "0", "off": "1", "unrated": "3", "share": "67%", "of": "2 of 3", "change": "1 more on target",
        "moved": "", "overdue": 4,
    }  # fmt: skip
    columns = [{"shape": "tick", "colour": "green", "word": word} for word in ("Doing well", "Slipping", "In trouble")]
    html = render_to_string(
        "reporting/_groups.html", {"rows": [row], "columns": columns, "caption": "Priorities", "noun": "Priority"}
    )
    cells = re.findall(r"<td ([^>]*)>", html)
    assert [re.search(r'data-label="([^"]+)"', cell)[1] for cell in cells] == [
        "Share on target", "Doing well", "Slipping", "In trouble", "Not rated", "Since the quarter before",
        "Milestones overdue",
    ]  # fmt: skip
    assert 'class="govuk-table app-table app-measures app-groups"' in html
    assert 'class="govuk-table__row app-measure"' in html
    assert "app-scroll" not in html
