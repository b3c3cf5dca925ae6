"""schemathesis on what other systems ask, with a token of each of the demo's people.

``make scan-api``. Of each route PMMI_SCAN_EXAMPLES requests (500) are made up, shared among the people; two of three
know real measures and periods. Fails where schemathesis misses what is planted in a weak interface, where ours answers
5xx or otherwise than its description says, and where a request was not made.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.drills.lockout import ROOT
from tests.scanners.council import PEOPLE, STRANGER, council, environment_of, loaded_council
from tests.scanners.weak_api import PLANTED, weak_api

EXAMPLES = int(os.environ.get("PMMI_SCAN_EXAMPLES", "500"))
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "unsupported_method", "allow_header_conformance", "negative_data_rejection",
)  # fmt: skip
_CASES = re.compile(r"(\d+) generated")
# Prints a token of each person's post, all scopes, and some figures that there are.
_TOKENS = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.actors import actor_for
from accounts.models import Post, User
from api.changes.tokens import TokenDetails, make_token
from api.rules.scopes import Scope
from indicators.models import Observation
now = timezone.now()
by = actor_for(User.objects.get(email="{administrator}"), today=now.date())
made = {{}}
for email in {people}:
    post = Post.objects.filter(appointments__user__email=email).order_by("pk")[0]
    details = TokenDetails(name=f"{{email}} {{now:%d%H%M%S}}", post=post, scopes=frozenset(Scope),
        expires_on=now.date() + timedelta(days=30))
    made[email] = make_token(by=by, at=now, details=details)[1]
some = Observation.objects.filter(is_current=True, state__in=["due", "draft"])[:20]
print("MADE", json.dumps([made, [[each.indicator.ref, each.period.key] for each in some]]))
"""


def main(scanners: Path) -> int:
    with weak_api() as site:
        _, said = ask(scanners, f"{site}/openapi.json", "none", examples=5)
    if missed := [each for each in PLANTED if each not in said]:
        print(f"schemathesis misses what is planted in the weak interface: {', '.join(missed)}\n{said}")
        return 1
    print(f"schemathesis finds all {len(PLANTED)} faults of the weak interface")
    os.environ["PMMI_API_PER_MINUTE"] = "1000000"
    people = [person for person in PEOPLE if person != STRANGER]
    each, asked, failed = -(-EXAMPLES // len(people)), 0, False
    with loaded_council() as loaded:
        tokens, figures = tokens_of(loaded, people)
        for place, person in enumerate(people):
            started = time.monotonic()
            known = figures if place % 3 != 1 else []
            with council(loaded) as port:
                address = f"http://127.0.0.1:{port}/api/v1/openapi.json"
                code, said = ask(scanners, address, tokens[person], examples=each, known=known)
            cases = int(found[1]) if (found := _CASES.search(said)) else 0
            asked, failed = asked + cases, failed or bool(code) or not cases
            print(f"  {person}: {cases} requests, {time.monotonic() - started:.0f} s", flush=True)
            if code:
                print(said)
    print(f"{asked} requests made up as {len(people)} people; {'faults, see above' if failed else 'no fault'}")
    return 1 if failed else 0


def tokens_of(loaded: Path, people: list[str]) -> tuple[dict[str, str], list[list[str]]]:
    """A token for each person, and some figures by measure and period."""
    script = _TOKENS.format(administrator="administrator@exampleshire.example", people=json.dumps(people))
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment_of(loaded), check=True, capture_output=True, text=True)
    made, figures = json.loads(done.stdout.partition("MADE ")[2])
    return made, figures


def ask(
    scanners: Path, address: str, token: str, *, examples: int, known: list[list[str]] | None = None
) -> tuple[int, str]:
    """What schemathesis says of an interface, and its exit code: not 0 where it found something."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "schemathesis.toml"
        config.write_text(_config(known or []))
        command = [scanners / "st", "--config-file", config, "run", address, "--phases", "fuzzing", "--no-color"]
        command += ["--max-examples", str(examples), "--checks", ",".join(CHECKS), "--continue-on-failure"]
        command += ["--request-timeout", "60", "--generation-database", "none", "--suppress-health-check", "all"]
        command += ["-H", f"Authorization: Bearer {token}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def _config(known: list[list[str]]) -> str:
    """Real measures and periods for the addresses of one figure."""
    if not known:
        return ""
    refs, keys = (sorted({pair[place] for pair in known}) for place in (0, 1))
    given = f'parameters = {{ "path.ref" = {json.dumps(refs)}, "path.key" = {json.dumps(keys)} }}'
    return f'[[operations]]\ninclude-path-regex = "/figures/"\n{given}\n'
