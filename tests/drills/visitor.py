"""Somebody with a browser that knows links, forms, cookies and one certificate."""

import re
import ssl
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener
from uuid import uuid4

from lxml import html

PATIENCE = 120  # seconds for a page to say what it will


class Lost(Exception):  # noqa: N818  what a drill reports
    """A page has no such link, button or choice; the text says which, and what the page says."""


class Visitor:
    """Reads one page after the other. Without a certificate only plain addresses can be visited."""

    def __init__(self, certificate: Path | None = None) -> None:
        trusts = [HTTPSHandler(context=ssl.create_default_context(cafile=certificate))] if certificate else []
        self._opener = build_opener(HTTPCookieProcessor(), *trusts)
        self.at = ""
        self.page = html.fromstring("<p>Nothing was opened yet.</p>")

    @property
    def words(self) -> str:
        """What the page says."""
        main = self.page.xpath("//main")
        return " ".join((main[0] if main else self.page).text_content().split())

    @property
    def whole(self) -> str:
        """The page as it came."""
        return str(html.tostring(self.page, encoding="unicode"))

    def open(self, address: str) -> None:
        """Go to an address, or to a path of the site that was opened last."""
        self._read(Request(urljoin(self.at, address)))

    def follow(self, words: str) -> None:
        """Follow the first link, or button that is one, whose text begins so."""
        self.open(self._link(words))

    def download(self, words: str) -> bytes:
        """The file to which the first link leads whose text begins so. The page stays."""
        with self._opener.open(urljoin(self.at, self._link(words)), timeout=60) as answer:
            return bytes(answer.read())

    def send(self, button: str, **typed: str) -> None:
        """Press the button whose text begins so, with its form as it stands and what is ``typed`` into its fields by
        name; of a list of choices the words of one may be given.
        """
        to, values = self._filled(button, typed)
        self._read(Request(to, urlencode(values).encode(), {"Referer": self.at}))

    def upload(self, button: str, filename: str, content: bytes) -> None:
        """Choose a file for the field ``file`` of the form with the button whose text begins so, and press that."""
        to, values = self._filled(button, {})
        edge = uuid4().hex
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in values if name != "file"]  # fmt: skip
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
        kind = {"Referer": self.at, "Content-Type": f"multipart/form-data; boundary={edge}"}
        self._read(Request(to, b"".join([*parts, f"--{edge}--\r\n".encode()]), kind))

    def until_it_says(self, words: str) -> None:
        """Look at the page again and again until it says so."""
        until = time.monotonic() + PATIENCE
        while words not in self.words:
            if time.monotonic() > until:
                raise Lost(f"{self.at} did not say “{words}” within {PATIENCE} seconds: {self.words[:1500]}")
            time.sleep(2)
            self.open(self.at)

    def choose_password(self, link: str, password: str) -> None:
        """Follow a link for a password and send the form to which it leads."""
        self.open(link)
        self.send("", password1=password, password2=password)

    def sign_in(self, site: str, email: str, password: str) -> str:
        """The page after signing in."""
        self.open(f"{site}/account/sign-in/")
        self.send("Sign in", login=email, password=password)
        return self.whole

    def _link(self, words: str) -> str:
        """Where the first link leads, or button that is one, whose text begins so."""
        for link in self.page.xpath("//main//a[@href]"):
            if " ".join(link.text_content().split()).startswith(words):
                return str(link.get("href"))
        raise Lost(f"No link “{words}” at {self.at}: {self.words[:1500]}")

    def _filled(self, button: str, typed: dict[str, str]) -> tuple[str, list[tuple[str, Any]]]:
        """Where the form with the button goes, and what it holds with what is typed."""
        form, pressed = self._form_of(button)
        values: list[tuple[str, Any]] = [(name, value) for name, value in form.form_values() if name not in typed]
        values += [(name, self._choice(form, name, value)) for name, value in typed.items()]
        if pressed.get("name"):
            values.append((pressed.get("name"), pressed.get("value", "")))
        return urljoin(self.at, form.get("action") or self.at), values

    def _form_of(self, button: str) -> tuple[Any, Any]:
        for form in self.page.xpath("//main//form[@method='post']"):
            for each in form.xpath(".//button[not(@type) or @type='submit']"):
                if " ".join(each.text_content().split()).startswith(button):
                    return form, each
        raise Lost(f"No button “{button}” at {self.at}: {self.words[:1500]}")

    def _choice(self, form: Any, name: str, value: str) -> str:
        """The value of the choice with these words, or what was typed where it is no list."""
        options = form.xpath(f".//select[@name='{name}']//option")
        named = re.compile(rf"^(— )*{re.escape(value)}( \(.*\))?$")
        found = [each.get("value") for each in options if named.match(" ".join(each.text_content().split()))]
        if options and not found:
            raise Lost(f"No choice “{value}” of {name} at {self.at}")
        return str(found[0]) if found else value

    def _read(self, request: Request) -> None:
        with self._opener.open(request, timeout=60) as answer:
            self.page, self.at = html.fromstring(answer.read().decode()), answer.url
