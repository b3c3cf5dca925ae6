"""sqlmap on every parameter that pages of the demo council lead to: parts of addresses, filters, fields of forms.

``make scan-parameters``; PMMI_SCAN_PART=2/3 does the second third. Each parameter is tried once, as the first of the
people who meets it. Fails where sqlmap does not find what is planted in the weak page, where it finds anything in the
product, or where a parameter was not tried.
"""

import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.scanners.addresses import Parameter, Target, plain_name, walk
from tests.scanners.council import PEOPLE, cookies_of, council, is_signed_in, loaded_council
from tests.scanners.weak import weak_page

OPTIONS = (
    "--level", "1", "--risk", "1", "--dbms", "sqlite",
    "--technique", "BEU",  # by what the answer shows; by the clock, a busy machine would be found guilty
    "--skip-waf",
    "--batch", "--answers", "skip further tests=N,keep testing the others=Y",
    "--ignore-code", "*", "--ignore-redirects", "--drop-set-cookie", "--flush-session", "--disable-coloring",
)  # fmt: skip
RULE = "=" * 54
ADDRESS = re.compile(r"^GET (http://\S+)$", re.MULTILINE)  # it says GET of forms too
SMART = ("--smart",)  # many payloads only where the first ones make a difference
TRIED = re.compile(r"parameter '([^']+)' (?:might|does not seem to|is vulnerable)")
# Besides, sqlmap notices what is sent back unescaped (XSS) and files that are opened by name (FI).
FOUND = re.compile(r"parameter '([^']+)' (is vulnerable|might be vulnerable to [\w -]+)")
PLANTED = [
    Target("name", "GET", "/person", (("name", "ann"),)),
    Target("number", "GET", "/number", (("number", "1"),)),
    Target("word", "GET", "/greeting", (("word", "hello"),)),
    Target("part", "GET", "/person/ann", named=(("name", "ann"),)),
    Target("form", "POST", "/posted", (("name", "ann"),)),
]
Answers = tuple[set[Parameter], dict[Parameter, str]]


def main(scanners: Path) -> int:
    sqlmap = str(scanners / "sqlmap")
    planted = {parameter for target in PLANTED for parameter in target.parameters}
    for how in (SMART, ()):
        with weak_page() as address:
            _, found = attack(sqlmap, address, PLANTED, {}, how)
        if missed := planted - set(found):
            print(f"sqlmap misses what is planted in the weak page: {missed}")
            return 1
    print(f"sqlmap finds all {len(planted)} faults of the weak page")
    part, parts = map(int, os.environ.get("PMMI_SCAN_PART", "1/1").split("/"))
    met: set[Parameter] = set()
    wanted: set[Parameter] = set()
    tried: set[Parameter] = set()
    unsound: dict[Parameter, str] = {}
    with loaded_council() as loaded:
        for person in PEOPLE:
            started = time.monotonic()
            with council(loaded) as port:
                cookies = cookies_of(port, person)
                targets = bringing_new(walk(port, cookies), met)[part - 1 :: parts]
                if not targets:
                    continue
                now_tried, now_found = attack_twice(sqlmap, f"http://127.0.0.1:{port}", targets, cookies)
                if not is_signed_in(port, person, cookies):
                    print(f"{person} was signed out meanwhile: what was tried as {person} does not count")
                    return 1
            print(f"  {person}: {len(now_tried - tried)} parameters in {time.monotonic() - started:.0f} s", flush=True)
            wanted |= {parameter for target in targets for parameter in target.parameters}
            tried |= now_tried
            unsound |= now_found
    for parameter, what in sorted(unsound.items()):
        print(f"FOUND {parameter}: {what}")
    for parameter in sorted(wanted - tried):
        print(f"NOT TRIED {parameter}")
    kinds = Counter("part of an address" if name[0] == "<" else method for _, method, name in tried & met)
    print(f"{len(tried & met)} of {len(met)} parameters of {len({route for route, *_ in met})} routes: {dict(kinds)}")
    return 1 if unsound or wanted - tried else 0


def bringing_new(targets: list[Target], met: set[Parameter]) -> list[Target]:
    """Those with a parameter that was not met before; it is met from now on."""
    chosen = []
    for target in targets:
        if not target.parameters <= met:
            met |= target.parameters
            chosen.append(target)
    return chosen


def attack_twice(sqlmap: str, site: str, targets: list[Target], cookies: dict[str, str]) -> Answers:
    """At first the smart way, which leaves out answers that differ by themselves, as of a form that makes a thing once:
    then those with all payloads.
    """
    tried, found = attack(sqlmap, site, targets, cookies, SMART)
    left = [target for target in targets if target.parameters - tried]
    if not left:
        return tried, found
    tried_too, found_too = attack(sqlmap, site, left, cookies)
    return tried | tried_too, found | found_too


def attack(
    sqlmap: str, site: str, targets: list[Target], cookies: dict[str, str], how: tuple[str, ...] = ()
) -> Answers:
    """The parameters that sqlmap tried, and those with which it found something."""
    asked: dict[tuple[str, str], tuple[str, str]] = {}
    requests = []
    for target in targets:
        for path, part, request in _requests(site, target, cookies):
            asked[target.method, path] = target.route, part
            requests.append(f"{RULE}\n12:00:00  {site}  [127.0.0.1]\n{RULE}\n{request}\n{RULE}\n")
    with tempfile.TemporaryDirectory() as folder:
        log, said = Path(folder) / "requests", Path(folder) / "said"
        log.write_text("\n".join(requests))
        command = [sqlmap, "-l", str(log), *OPTIONS, *how, "--output-dir", folder]
        with said.open("wb") as file:
            subprocess.run(command, stdout=file, env={**os.environ, "HOME": folder}, check=True)
        return _read(said.read_text(), asked)


def _requests(site: str, target: Target, cookies: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """The address, the name of its part that is tried, and the whole request: one for all fields together, and one for
    each part of the address, with a star that tells sqlmap.
    """
    head = [f"Host: {urlsplit(site).netloc}", "Cookie: " + "; ".join(f"{each}={cookies[each]}" for each in cookies)]
    if target.method == "POST":
        head.append("Content-Type: application/x-www-form-urlencoded")
        yield target.path, "", "\n".join([f"POST {target.path} HTTP/1.1", *head, "", urlencode(target.fields)])
        return
    if target.fields:
        yield target.path, "", "\n".join([f"GET {target.query} HTTP/1.1", *head, ""])
    at = 0
    for name, value in target.named:  # in the order of the address
        at = target.path.index(value, at) + len(value)
        path = f"{target.path[:at]}*{target.path[at:]}"
        yield path, f"<{name}>", "\n".join([f"GET {path} HTTP/1.1", *head, ""])


def _read(said: str, asked: dict[tuple[str, str], tuple[str, str]]) -> Answers:
    tried: set[Parameter] = set()
    found: dict[Parameter, str] = {}
    _, *sections = ADDRESS.split(said)
    for address, words in zip(sections[::2], sections[1::2], strict=True):
        method = "POST" if "\nPOST data: " in words else "GET"
        route, part = asked[method, urlsplit(address).path]
        tried |= {(route, method, part or plain_name(name)) for name in TRIED.findall(words)}
        found |= {(route, method, part or plain_name(name)): what for name, what in FOUND.findall(words)}
    return tried, found
