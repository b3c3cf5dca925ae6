"""Finds the pages of a running demo council as somebody finds them: by its links, two of each kind at most."""

import re
from collections.abc import Iterator
from html import unescape

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

EACH = 2  # pages of a kind whose links are followed
_LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
_PART = re.compile(r"\b(?:tab|version)=\w+")


def kind_of(address: str) -> str:
    """The route and the part of it, such as ``plans:plan-detail tab=history``; "" where nothing answers."""
    try:
        route = resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""
    return " ".join([route, *sorted(_PART.findall(address))])


def pages_of(page: Page, start: str = "/") -> Iterator[tuple[str, str]]:
    """The kind and the address of each page that whoever signed in there can reach, one of each kind."""
    waiting, met, seen = [start], {start}, dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if not kind or seen.get(kind, 0) >= EACH:
            continue
        answer = page.request.get(address)
        if not answer.ok or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] == 1:
            yield kind, address
        new = dict.fromkeys(unescape(link) for link in _LINK.findall(answer.text()))
        waiting += [link for link in new if link not in met]
        met |= set(new)
