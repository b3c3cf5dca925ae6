"""wapiti on the demo council, signed in as each of its people, and as nobody.

``make scan-pages``. Each route is attacked as one person, the routes shared out among those who meet them.
PMMI_SCAN_SECONDS is what each module may take for each person (60); what it did not come to is counted. Fails where a
module does not find what is planted for it in the weak page, or where one finds in the product what ``reviewed.py``
does not explain.
"""

import json
import os
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse

from pmmi.running.mode import DEMO_PASSWORD
from tests.architecture.access import TABLE
from tests.scanners.addresses import LEAVE_ALONE, walk
from tests.scanners.council import PEOPLE, STRANGER, cookies_of, council, fetched, loaded_council
from tests.scanners.reviewed import ON_PAGES
from tests.scanners.weak import LINKS, weak_page

SECONDS = int(os.environ.get("PMMI_SCAN_SECONDS", "60"))
ENOUGH = 300  # for the weak page
SIGN_IN = "/account/sign-in/"
# What each module must find in the weak page: the kind as wapiti names it, and where.
PLANTED = {
    "xss": ("Reflected Cross Site Scripting", "/greeting"),
    "permanentxss": ("Stored Cross Site Scripting", "/notes"),
    "sql": ("SQL Injection", "/number"),
    "redirect": ("Open Redirect", "/away"),
    "csrf": ("Cross Site Request Forgery", "/posted"),
    "csp": ("Content Security Policy Configuration", "/"),
    "http_headers": ("MIME Type Confusion", "/"),
    "cookieflags": ("HttpOnly Flag cookie", "/"),
    "crlf": ("CRLF Injection", "/language"),
    "exec": ("Command execution", "/lookup"),
    "file": ("Path Traversal", "/paper"),
    "methods": ("HTTP Methods", "/"),
}
Found = set[tuple[str, str, str]]  # kind, path, what wapiti says of it


@dataclass(frozen=True, slots=True)
class Attack:
    """What wapiti found, how many addresses and forms it had, and how many each module came to."""

    found: Found
    requests: int
    reached: Counter[str]


def main(scanners: Path) -> int:
    with weak_page() as site:
        found = attack(scanners, site, LINKS, seconds=ENOUGH).found
    places = {(kind, path) for kind, path, _ in found}
    if missed := [module for module, planted in PLANTED.items() if planted not in places]:
        print(f"wapiti misses what is planted in the weak page for {', '.join(missed)}")
        return 1
    print(f"wapiti finds the faults of the weak page with all {len(PLANTED)} modules")
    everything: Found = set()
    requests, reached = 0, Counter[str]()
    with loaded_council() as loaded:
        for person, addresses in shared_out(loaded).items():
            started = time.monotonic()
            with council(loaded) as port:
                result = attack(scanners, f"http://127.0.0.1:{port}", addresses, person)
                if not has_stayed(port, person):
                    print(f"{person} was signed out meanwhile: what was attacked as {person} does not count")
                    return 1
            everything |= result.found
            requests, reached = requests + result.requests, reached + result.reached
            took = time.monotonic() - started
            print(f"  {person}: {len(addresses)} pages, {result.requests} with their forms, {took:.0f} s", flush=True)
    unexplained = {each for each in everything if not is_explained(each[0], each[2])}
    for kind, path, what in sorted(unexplained):
        print(f"FOUND {kind} on {path}: {what}")
    print(f"{len(everything) - len(unexplained)} explained findings, {len(unexplained)} others")
    print(f"of {requests} pages and forms came to: " + ", ".join(f"{name} {reached[name]}" for name in PLANTED))
    return 1 if unexplained else 0


def shared_out(loaded: Path) -> dict[str, list[str]]:
    """The addresses that each person attacks: each route once, as the one of those who meet it who has the fewest."""
    met: defaultdict[str, dict[str, str]] = defaultdict(dict)
    with council(loaded) as port:
        for person in PEOPLE:
            for target in walk(port, cookies_of(port, person), paths=1):
                if target.method == "GET":
                    met[target.route].setdefault(person, target.query)
    shares: dict[str, list[str]] = {person: [] for person in PEOPLE}
    for addresses in sorted(met.values(), key=len):
        person = min(addresses, key=lambda each: len(shares[each]))
        shares[person].append(addresses[person])
    return shares


def attack(
    scanners: Path, site: str, addresses: Iterable[str], person: str = STRANGER, seconds: int = SECONDS
) -> Attack:
    with tempfile.TemporaryDirectory() as folder:
        report, kept = Path(folder) / "report.json", Path(folder) / "kept"
        command = [scanners / "python", Path(__file__).with_name("narrow_wapiti.py"), "-u", f"{site}/", "-d", "1"]
        command += [part for address in addresses for part in ("-s", site + address)]
        command += [part for pattern in left_alone() for part in ("-x", site + pattern)]
        command += ["-m", ",".join(PLANTED), "--max-attack-time", str(seconds), "--no-bugreport"]
        command += ["--dns-endpoint", "localhost"]  # or it asks for a name of its own outside
        command += ["-f", "json", "-o", report, "--store-session", kept, "--store-config", folder]
        if person != STRANGER:
            command += ["--form-user", person, "--form-password", DEMO_PASSWORD, "--form-url", site + SIGN_IN]
        with (Path(folder) / "said").open("wb") as said:
            subprocess.run(command, stdout=said, stderr=said, env={**os.environ, "HOME": folder}, check=True)
        with closing(sqlite3.connect(next(kept.glob("*.db")))) as database:
            requests = database.execute("SELECT count(*) FROM paths WHERE evil = 0").fetchone()[0]
            reached = Counter(dict(database.execute("SELECT module, count(*) FROM attack_logs GROUP BY module")))
        return Attack(found_in(json.loads(report.read_text())), requests, reached)


def found_in(report: dict[str, dict[str, list[dict[str, str]]]]) -> Found:
    return {
        (kind, urlsplit(each["path"]).path, f"{each['method']} {each['info']}")
        for part in ("vulnerabilities", "anomalies", "additionals")
        for kind, several in report[part].items()
        for each in several
    }


def is_explained(kind: str, what: str) -> bool:
    return any(kind == each and what.endswith(end) for each, end in ON_PAGES)


def left_alone() -> list[str]:
    """The addresses that wapiti keeps away from, with a star in the place of each thing."""
    rows = [row for row in TABLE if row.route in LEAVE_ALONE]
    numbered = [reverse(row.route, kwargs={name: 987654321 for name, _ in row.args}) for row in rows]
    return [address.replace("987654321", "*") for address in numbered]


def has_stayed(port: int, person: str) -> bool:
    """Whether the session in which wapiti signed in is still among those of the person."""
    if person == STRANGER:
        return True
    _, _, own_page = fetched(port, reverse("own-sign-in"), cookies_of(port, person))
    return "/end/" in own_page
