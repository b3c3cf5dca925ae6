"""Asks a route as somebody, and says what came back and what was written. Whatever was written is taken back."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models.event import ACCESS
from tests.architecture.rows import Row
from tests.architecture.world import Side, World

SIGN_IN = "/account/sign-in/"
MISSING_NUMBER, MISSING_WORD = 987_654, "NONE-99"
_WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|CREATE|ALTER|DROP)\b", re.IGNORECASE)
# Signing in, messages between two pages and rate limits are kept there: not the council's data.
_OWN_AFFAIRS = re.compile(r'"(django_session|cache)"')
_TRAIL = re.compile(r'INSERT INTO "accounts_event"')
_FORM = "application/x-www-form-urlencoded"

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``words`` is the body without what differs from one request to the next."""

    status: int
    location: str
    words: str
    wrote: tuple[str, ...]
    headers: Mapping[str, str]

    @property
    def is_allowed(self) -> bool:
        return self.status in (200, 302, 409, 422) and not self.asks_to_sign_in

    @property
    def asks_to_sign_in(self) -> bool:
        return self.status == 302 and self.location.startswith(SIGN_IN)


MACHINES = "api:api-v1:"


def routes() -> dict[str, URLPattern]:
    """Every route that people open by its full name. Those of other systems are swept by ``test_other_systems``."""
    return {name: route for name, route in _walk(get_resolver(), "") if not name.startswith(MACHINES)}


def machine_routes() -> dict[str, URLPattern]:
    """Every route that other systems ask with a token."""
    return {name: route for name, route in _walk(get_resolver(), "") if name.startswith(MACHINES)}


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern, space)
        else:
            yield f"{prefix}{pattern.name or pattern.pattern}", pattern


def address(world: World, row: Row, side: str = "ours") -> str:
    """The row's address with the objects of one side; ``side="nobody"`` names something that does not exist."""
    found = {name: value_at(world, world.side("ours" if side == "nobody" else side), path) for name, path in row.args}
    if side == "nobody":
        name = row.args[0][0]
        found[name] = MISSING_NUMBER if isinstance(found[name], int) else MISSING_WORD
    return reverse(row.route, kwargs=found) + row.query


def mixed_address(world: World, row: Row, part: str, *, missing: bool = False) -> str:
    """Our own thing's address, with a part of theirs (or of nobody's) in the place of its own."""
    found = {name: value_at(world, world.theirs if name == part else world.ours, path) for name, path in row.args}
    return reverse(row.route, kwargs=found | ({part: MISSING_NUMBER} if missing else {}))


def value_at(world: World, side: Side, path: str) -> Any:
    """``"plan.ref"`` of the side, ``"world.cycle.pk"`` of the council, ``"'xlsx"`` as it stands."""
    if path.startswith("'"):
        return path[1:]
    first, *names = path.split(".")
    value: Any = world if first == "world" else getattr(side, first)
    for name in names:
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    return value() if callable(value) and not hasattr(value, "pk") else value


def typed(world: World, row: Row, identity: str, side: str = "ours") -> dict[str, Any]:
    """A form filled in as it should be: as its page shows it to that person, and over that what the row says.

    Whatever is asked is taken back, so a page shows the same each time and is drawn once.
    """
    key = (row, identity, side)
    if key not in world.shown:
        page = look(world, identity, address(world, row, side)).words if row.get is not None else ""
        world.shown[key] = fields_of(page)
    mine = world.side(side)
    numbers = {state: figure.pk for state, figure in mine.figures.items()} | {"ward": mine.extras["ward"].pk}
    given: dict[str, Any] = {}
    for name, fill in row.fill:
        value = fill(world, mine) if callable(fill) else fill
        given[name.format(**numbers)] = value.format(**numbers) if isinstance(value, str) else value
    return {**world.shown[key], **given}


def ask(
    world: World, identity: str, method: str, url: str, data: Data | None = None, *, headers: Data | None = None,
    **options: Any,
) -> Answer:  # fmt: skip
    """One request in a browser of that person. An exception in a view is raised here."""
    client = world.client(identity, **options)
    content: dict[str, Any] = {}
    if rewound(data or {}) and method == "POST":
        with kept_apart() as wrote:
            return _answer(client.post(url, data, headers=headers), wrote)
    if data is not None:
        content = {"data": urlencode(data, doseq=True), "content_type": _FORM}
    with kept_apart() as wrote:
        return _answer(client.generic(method, url, headers=headers, **content), wrote)


def look(world: World, identity: str, url: str) -> Answer:
    """As ``ask`` with GET, once for each person and address: whatever is asked is taken back, so it stays the same."""
    if (identity, url) not in world.pages:
        world.pages[identity, url] = ask(world, identity, "GET", url)
    return world.pages[identity, url]


def rewound(data: Data) -> bool:
    """Whether files are sent; they are read from their beginning again."""
    files = [value for value in data.values() if hasattr(value, "seek")]
    for file in files:
        file.seek(0)
    return bool(files)


@contextmanager
def kept_apart() -> Iterator[list[str]]:
    """Everything inside is rolled back; yields the statements that wrote something."""
    wrote: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITE.match(sql) and not _OWN_AFFAIRS.search(sql) and not _tells_of_access(sql, params):
            wrote.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield wrote
        transaction.set_rollback(True)


def _tells_of_access(sql: str, params: Any) -> bool:
    """Who was refused, or took a file, is in the trail: nothing of the council's was changed by it."""
    return bool(_TRAIL.match(sql)) and ACCESS in params


def _answer(response: HttpResponse, wrote: list[str]) -> Answer:
    words = _read(b"".join(response) if response.streaming else response.content)
    for token in (r'name="csrfmiddlewaretoken" value="[^"]*"', r"'csrfToken': '[^']*'"):
        words = re.sub(token, "", words)
    return Answer(
        response.status_code, response.get("Location", ""), words, tuple(wrote), dict(response.headers.items())
    )


def _read(body: bytes) -> str:
    """The text of an answer; of a workbook, that of its parts."""
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())


class _Fields(HTMLParser):
    """The fields of the page's own forms: what a browser would send without anything touched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._is_form = False
        self._select = self._textarea = ""
        self._first: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            self._is_form = is_post and reverse("account_logout") != given.get("action")
        elif self._is_form and "disabled" not in given:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and given.get("type") not in ("submit", "button", "file", "image"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._add(name, given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select, self._first = name, None
        elif tag == "option" and self._select:
            if self._first is None:
                self._first = given.get("value", "")
            if "selected" in given:
                self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")

    def handle_data(self, text: str) -> None:
        if self._textarea and self._textarea in self.found:
            self.found[self._textarea][-1] += text.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_form = False
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            if self._select and self._select not in self.found and self._first is not None:
                self._add(self._select, self._first)
            self._select = ""

    def _add(self, name: str, value: str) -> None:
        if name and name != "csrfmiddlewaretoken":
            self.found.setdefault(name, []).append(value)


def fields_of(page: str) -> dict[str, list[str]]:
    """The values of a page's forms by field, as they stand."""
    reader = _Fields()
    reader.feed(page)
    return reader.found
