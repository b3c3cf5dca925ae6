"""Somebody with a browser that knows forms, cookies and one certificate."""

import re
import ssl
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Visitor:
    def __init__(self, certificate: Path) -> None:
        trusts = HTTPSHandler(context=ssl.create_default_context(cafile=certificate))
        self._opener = build_opener(HTTPCookieProcessor(), trusts)

    def choose_password(self, link: str, password: str) -> None:
        """Follow a link for a password and send the form to which it leads."""
        self._send(link, password1=password, password2=password)

    def sign_in(self, site: str, email: str, password: str) -> str:
        """The page after signing in."""
        return self._send(f"{site}/account/sign-in/", login=email, password=password)

    def _send(self, address: str, **typed: str) -> str:
        with self._opener.open(address, timeout=30) as answer:
            page, at = answer.read().decode(), answer.url
        (token, *_) = _TOKEN.findall(page)
        body = urlencode({"csrfmiddlewaretoken": token, **typed}).encode()
        with self._opener.open(Request(at, body, {"Referer": at}), timeout=30) as answer:
            return str(answer.read().decode())
