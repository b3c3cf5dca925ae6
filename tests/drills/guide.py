"""``make drill-guide``: does literally what docs/operations.md says, on a bare Debian, and looks whether it is sound.

Each shell block of the guide is run as it stands, as root, in a shell of its own. What is not as it stands is in
``INSTEAD``, ``BEFORE`` and ``TYPED``, and nowhere else.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.drills import compose
from tests.drills.by_workbook import by_workbook
from tests.drills.first_hour import first_hour
from tests.drills.machine import Broken, Machine, is_inside, machine, run_inside
from tests.drills.visitor import Visitor
from tests.mail_server import MailServer, mail_server

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text()
UNITS = sorted(path.stem for path in (ROOT / "deploy" / "systemd").glob("*.service"))
SECONDS = int(os.environ.get("PMMI_DRILL_SECONDS", "900"))  # more where the machine is busy
HOST, MAIL = "performance.example.gov.uk", "mail.example.gov.uk"  # as the guide names them
EMAIL, PASSWORD = "first@example.gov.uk", "a long password for the drill"
CERTIFICATE = "etc/ssl/pmmi/certificate.pem"
PATIENCE = 120  # seconds until the workers were seen

# What the guide cannot know, and what the drill puts there.
INSTEAD = {"git clone REPOSITORY": "git clone file:///srv/pmmi.git"}
# What a machine has without the guide's saying so: by a line of the guide, before which it is done.
BEFORE = {
    # The packages are fetched first: the machine itself reaches nobody.
    "apt-get install": ("apt-get update -qq\napt-get install -qq --download-only {rest}", True),
    # "With your certificate": one that it signed itself.
    "cp /opt/pmmi/deploy/nginx.conf": (
        "mkdir -p /etc/ssl/pmmi\n"
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout /etc/ssl/pmmi/key.pem -out "
        f"/{CERTIFICATE} -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}",
        False,
    ),
}
# Lines that fetch packages of Python and Node, and so see the network; they start nothing that listens.
FETCHES = ("/usr/local/src/pmmi/deploy/put-in-place",)
# What a person answers: council, name, address, post.
ANSWERS = f"\nFirst Administrator\n{EMAIL}\n\n"
TYPED = {"pmmi-manage first_administrator": ANSWERS}
# systemctl does not wait until the web process answers.
ANSWERS_SOON = f"""
for second in $(seq 60); do PMMI_ALLOWED_HOSTS={HOST} python3 /opt/pmmi/deploy/healthy.py && exit; sleep 1; done
exit 1
"""
LINK = re.compile(rf"https://{re.escape(HOST)}\S+")


def blocks(heading: str) -> list[str]:
    """The shell blocks below a heading of the guide, up to the next one of the same or a higher rank."""
    rank = len(heading.split(" ")[0])
    text = GUIDE.split(f"\n{heading}\n", 1)[1]
    text = re.split(rf"^#{{1,{rank}}} ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def steps(block: str) -> list[str]:
    """Lines that are run one after the other; a block with a document in it is one piece."""
    return [block] if "<<" in block else block.splitlines()


def follow(guide: list[str], there: Machine) -> str:
    """Do what the blocks say; what was printed."""
    printed = ""
    for block in guide:
        for step in steps(block):
            for words, (lines, with_network) in BEFORE.items():
                if step.startswith(words):
                    there.run(lines.format(rest=step.removeprefix(words)), with_network=with_network)
            for words, others in INSTEAD.items():
                step = step.replace(words, others)
            began = time.monotonic()
            if step == "pmmi-manage check_installation":
                printed += sound(there)
            else:
                printed += there.run(step, typed=TYPED.get(step, ""), with_network=step in FETCHES)
            print(f"{time.monotonic() - began:6.1f} s  {step.splitlines()[0]}", flush=True)
    return printed


def sound(there: Machine) -> str:
    """Wait until check_installation has nothing to say; its findings. The guide says that it takes a minute."""
    until = time.monotonic() + PATIENCE
    while True:
        ended = there.tried("pmmi-manage check_installation --json")
        if ended.returncode == 0:
            return ended.stdout
        if time.monotonic() > until:
            raise Broken(f"check_installation ended with {ended.returncode}: {wrong(ended.stdout)}")
        time.sleep(3)


def wrong(printed: str) -> str:
    """What check_installation complains about."""
    if not printed.startswith("{"):
        return printed
    return "; ".join(each["text"] for each in json.loads(printed)["findings"] if each["state"] != "ok")


def sign_in(there: Machine, link: str, server: MailServer) -> Visitor:
    """Through the proxy, over TLS, as a person does who got the link; and the mail of it arrives. Who signed in."""
    server.messages.clear()
    visitor = Visitor(there.root / CERTIFICATE)
    visitor.choose_password(link, PASSWORD)
    page = visitor.sign_in(f"https://{HOST}", EMAIL, PASSWORD)
    if "First Administrator" not in page:
        raise Broken(f"The first page does not name who signed in:\n{page[:1000]}")
    until = time.monotonic() + 30
    while not server.messages:
        if time.monotonic() > until:
            raise Broken("No notice of the changed password reached the mail server within 30 seconds")
        time.sleep(0.5)
    return visitor


def holds(there: Machine) -> None:
    """What the guide promises besides."""
    for what, line in {
        "the product holds no repository": "test ! -e /opt/pmmi/.git",
        "only root reads the repository": 'test "$(stat --format=%a%U /usr/local/src/pmmi)" = 700root',
        "only root reads the settings": 'test "$(stat --format=%a%U /etc/pmmi/environment)" = 600root',
        "the product's user reads what it keeps, nobody else": 'test "$(stat --format=%a%U /var/lib/pmmi)" = 700pmmi',
        "the web process listens on loopback only": "! ss -Hltn 'sport = :8000' | grep -v 127.0.0.1:8000",
        "no service failed": 'test -z "$(systemctl --failed --quiet --plain --no-legend)"',
        "it starts with the machine": f"systemctl is-enabled {' '.join(UNITS)} nginx",
    }.items():
        if there.tried(line).returncode:
            raise Broken(f"It does not hold that {what}: {line}")


def containers(there: Machine, server: MailServer) -> None:
    """The same by docker-compose.yml; the commands are those of the guide after ``docker compose exec``."""
    (env,) = blocks("### With containers")
    with compose.up(there, env) as services:
        web, worker = services["web"], services["worker"]
        printed = web.run("python", "manage.py", "first_administrator", typed=ANSWERS)
        sign_in(there, LINK.findall(printed)[0], server)
        worker.run("python", "manage.py", "backup", "/backups/first.backup")
        web.run("python", "manage.py", "check_installation")
    print("docker-compose.yml ends in a sound installation; the first administrator signed in there too")


def main() -> None:
    began = time.monotonic()
    with machine([HOST, MAIL, *compose.HOSTS]) as there, mail_server(25) as server:
        print(f"{time.monotonic() - began:6.1f} s  a bare Debian has started")
        subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, there.root / "srv" / "pmmi.git"], check=True)
        printed = follow(blocks("### Without containers"), there)
        (link,) = LINK.findall(printed)
        team = sign_in(there, link, server)
        holds(there)
        print("The guide ends in a sound installation; the first administrator signed in through nginx over TLS")
        began_hour = time.monotonic()
        first_hour(team, lambda: Visitor(there.root / CERTIFICATE), server, set_up=by_workbook)
        print(
            f"{time.monotonic() - began_hour:6.1f} s  the first hour, set up by workbook, ends in a released report of "
            "the first quarter; everybody came in by the link in their mail"
        )
        follow(blocks("## Upgrading"), there)
        holds(there)
        print("The steps of an upgrade end in one too")
        follow(blocks("### Restoring"), there)
        there.run(ANSWERS_SOON)
        sign_in(there, link, server)
        print("After a restore of the first backup the first administrator signed in again, by the same link")
        containers(there, server)
    print(f"{time.monotonic() - began:6.1f} s in all")


if __name__ == "__main__":
    if not is_inside():
        sys.exit(run_inside("tests.drills.guide", seconds=SECONDS))
    try:
        main()
    except Broken as problem:
        sys.exit(f"FAILED: {problem}")
