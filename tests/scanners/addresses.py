"""Walks the product as somebody does: which routes their pages lead to, and which parameters each route takes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse

from tests.architecture.access import TABLE
from tests.scanners.council import fetched

# Ends the session that scans, or takes away how it signs in.
LEAVE_ALONE = frozenset(
    {
        "account_logout", "account_change_password", "session-end", "sessions-end-others", "mfa_activate_totp",
        "mfa_generate_recovery_codes", "accounts:person-disable", "accounts:person-password-link",
        "accounts:person-second-step",
    }
)  # fmt: skip
PAGES = [row for row in TABLE if row.get and not row.query and row.route not in LEAVE_ALONE]
Parameter = tuple[str, str, str]  # route, method, name


@dataclass(frozen=True, slots=True)
class Target:
    """One address or form, with a value for each field. ``named`` are the parts of the address by name."""

    route: str
    method: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()
    named: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> str:
        return f"{self.path}?{urlencode(self.fields)}" if self.fields else self.path

    @property
    def parameters(self) -> frozenset[Parameter]:
        """The fields; and the parts of an address, which are tried where it is only read."""
        names = [plain_name(name) for name, _ in self.fields if name != "csrfmiddlewaretoken"]
        names += [f"<{name}>" for name, _ in self.named] if self.method == "GET" else []
        return frozenset((self.route, self.method, name) for name in names)


def plain_name(name: str) -> str:
    """The field of a figure is one, whatever the number of the figure: ``f#-value``."""
    return re.sub(r"\d+", "#", name)


def walk(port: int, cookies: dict[str, str], *, paths: int = 3) -> list[Target]:
    """What this person meets: each parameter at least once, and of each route so many addresses, because two things of
    one kind offer different buttons.
    """
    found: list[Target] = []
    met: set[Parameter] = set()
    known: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    waiting = [reverse(row.route) for row in PAGES if not row.args]
    while waiting:
        for target in _on_page(port, waiting.pop(0), cookies):
            there = known[target.route, target.method]
            if target.parameters <= met and (target.path in there or len(there) >= paths):
                continue
            met |= target.parameters
            there.add(target.path)
            found.append(target)
            if target.method == "GET":
                waiting.append(target.query)
                waiting += _kin(target)
    return found


def _kin(target: Target) -> Iterator[str]:
    """The other pages about the same thing: some only open after a button, or for a script."""
    family, dash, _ = target.route.rpartition("-")
    named = dict(target.named)
    for row in PAGES:
        if dash and named and row.route.startswith(family) and {name for name, _ in row.args} == named.keys():
            yield reverse(row.route, kwargs=named)


def _on_page(port: int, address: str, cookies: dict[str, str]) -> Iterator[Target]:
    status, location, body = fetched(port, address, cookies)
    reader = _Links()
    reader.feed(body)
    links = [("GET", location if status in (301, 302) else address, ())]
    for method, link, fields in [*links, *reader.found]:
        parts = urlsplit(urljoin(f"http://127.0.0.1:{port}{address}", link))
        if parts.netloc != f"127.0.0.1:{port}":
            continue
        try:
            match = resolve(parts.path)
        except Resolver404:
            continue
        if match.view_name in LEAVE_ALONE:
            continue
        given = tuple(dict([*parse_qsl(parts.query, keep_blank_values=True), *fields]).items())
        named = tuple((name, str(value)) for name, value in match.kwargs.items())
        yield Target(match.view_name, method, parts.path, given, named)


class _Links(HTMLParser):
    """Links and forms: method, address, and the fields as the page fills them in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, list[tuple[str, str]]]] = []
        self._fields: list[tuple[str, str]] = []
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.found.append(("GET", given["href"], []))
        elif tag == "form":
            self._fields = []
            self.found.append((given.get("method", "get").upper(), given.get("action", ""), self._fields))
            if given.get("data-save"):  # what a script sends as somebody types
                self.found.append(("POST", given["data-save"], self._fields))
        elif tag in ("input", "textarea", "button") and given.get("name") and given.get("type") != "file":
            self._fields.append((given["name"], given.get("value") or "1"))
            if given.get("formaction"):
                self.found.append(("POST", given["formaction"], self._fields))
        elif tag == "select":
            self._choice = given.get("name", "")
        elif tag == "option" and self._choice and (given.get("value") or "selected" in given):
            self._fields.append((self._choice, given.get("value", "")))
            self._choice = "" if given.get("value") else self._choice
