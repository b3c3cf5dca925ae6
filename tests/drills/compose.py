"""What docker-compose.yml and the Dockerfile say, done literally without containers on the guide's machine.

``docker-compose config`` reads the files, so the values are those that a container gets. Then each step of the
Dockerfile, and in the order in which services wait for each other each command and each health check, runs as it
stands, with its environment and as its user, beside the machine's own PostgreSQL and Redis. Not so: the images from
which the containers are made cannot be fetched here, so Python is Debian's, and the assets are those that ``make
setup`` built; all services share one file system and one network.
"""

import json
import re
import secrets
import shlex
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.drills.machine import PATH, Broken, Machine

ROOT = Path(__file__).resolve().parents[2]
HOSTS = ["database", "redis"]  # the names of containers that the machine's own servers stand for
CONTEXT, PYTHON = "/root/pmmi", "/usr/local/lib/image"
AWKWARD = ' /#?%$&"@:'  # a password may hold any character but a single quote
RESET = """
systemctl disable --quiet --now pmmi-web pmmi-worker pmmi-mail pmmi-beat pmmi-prepare
runuser --user postgres -- dropdb pmmi
runuser --user postgres -- dropuser pmmi_application
runuser --user postgres -- dropuser pmmi
redis-cli flushall
userdel --remove pmmi
"""
# As the images make them, from the variables that the file gives them.
DATABASE = """CREATE ROLE "{POSTGRES_USER}" SUPERUSER LOGIN PASSWORD '{POSTGRES_PASSWORD}';
CREATE DATABASE "{POSTGRES_DB}" OWNER "{POSTGRES_USER}" ENCODING 'UTF8' TEMPLATE template0;
"""


@dataclass(frozen=True, slots=True)
class Image:
    """What the Dockerfile leaves behind for the commands that are run in it."""

    environment: dict[str, str]
    user: str
    folder: str


@dataclass(frozen=True, slots=True)
class Container:
    """A service as it would run. Those that are pulled stand for servers of the machine: root, and nothing set."""

    there: Machine
    name: str
    said: dict[str, Any]
    image: Image | None

    @property
    def environment(self) -> dict[str, str]:
        given = {name: str(value) for name, value in self.said.get("environment", {}).items()}
        return {**self.image.environment, **given} if self.image else given

    def line(self, *command: str) -> list[str]:
        """What runs a command in it."""
        pairs = [f"{name}={value}" for name, value in self.environment.items()]
        user, folder = (self.image.user, self.image.folder) if self.image else ("root", "/")
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        given = pairs if self.image else [f"PATH={PATH}"]
        return self.there.enter(*become, "env", "--ignore-environment", f"--chdir={folder}", *given, *command)

    def run(self, *command: str, typed: str = "") -> str:
        """As ``docker compose exec`` and ``run`` do; what was printed."""
        ended = subprocess.run(self.line(*command), input=typed, text=True, check=False, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)  # fmt: skip
        if ended.returncode:
            raise Broken(f"{self.name}: {shlex.join(command)} ended with {ended.returncode}:\n{ended.stdout[-2000:]}")
        return ended.stdout

    @property
    def command(self) -> list[str]:
        said = self.said["command"]
        return said if isinstance(said, list) else shlex.split(said)

    def is_healthy(self) -> bool:
        """What its health check says now, within the time that it has."""
        kind, *test = self.said["healthcheck"]["test"]
        command = test if kind == "CMD" else ["sh", "-c", *test]
        allowed = seconds(self.said["healthcheck"].get("timeout", "30s"))
        try:
            return (
                subprocess.run(self.line(*command), timeout=allowed, check=False, capture_output=True).returncode == 0
            )
        except subprocess.TimeoutExpired:
            return False

    def becomes_healthy(self) -> float:
        """Seconds until it is. Raises Broken where it would count as unhealthy before."""
        check = self.said["healthcheck"]
        allowed = seconds(check.get("start_period", "0s")) + seconds(check["interval"]) * check["retries"]
        began = time.monotonic()
        while not self.is_healthy():
            if time.monotonic() - began > allowed:
                raise Broken(f"{self.name} is not healthy after {allowed} seconds")
            time.sleep(1)
        return time.monotonic() - began


def seconds(words: str) -> int:
    """As the file says them: 1m30s."""
    return sum(int(number) * {"s": 1, "m": 60}[unit] for number, unit in re.findall(r"(\d+)([ms])", words))


def prepare(there: Machine, env: str) -> dict[str, Any]:
    """Put the product where a person would clone it, with the guide's ``.env``; the services as compose reads them."""
    there.run(RESET)
    packages = "--no-install-recommends docker-compose"
    there.run(f"apt-get install -qq {packages}", with_network=True)
    there.run(f"git clone --quiet file:///srv/pmmi.git {CONTEXT}")
    (there.root / CONTEXT.lstrip("/") / ".env").write_text(_filled(env))
    # It prints YAML, with each $ doubled so that it could be read again.
    to_json = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))"
    printed = there.run(
        f"cd {CONTEXT}\ndocker-compose config > /root/services\npython3 -c '{to_json}' < /root/services"
    )
    services: dict[str, Any] = json.loads(printed.replace("$$", "$"))["services"]
    return services


def _filled(env: str) -> str:
    """The guide's lines, with keys and passwords in the place of the dots."""
    return re.sub(r"'\.\.\.'", lambda _: f"'{secrets.token_urlsafe(50)}{AWKWARD}'", env)


def build(there: Machine) -> Image:
    """Do what the Dockerfile says of its last image."""
    # Debian's Python needs a package that the image's, which the lock file is for, does not.
    there.run(f"python3 -m venv {PYTHON}\n{PYTHON}/bin/pip install --quiet async-timeout==5.0.1", with_network=True)
    text = (ROOT / "pmmi" / "Dockerfile").read_text().replace("\\\n", "")
    stage = re.split(r"^FROM .*$", text, flags=re.MULTILINE)[-1]
    environment, user, folder = {"PATH": f"{PYTHON}/bin:{PATH}"}, "root", "/"
    for line in stage.strip().splitlines():
        word, _, rest = line.partition(" ")
        if word == "#":
            continue
        if word == "ENV":
            environment |= dict(pair.split("=", 1) for pair in rest.split())
        elif word == "WORKDIR":
            folder = rest
            there.run(f"mkdir -p {folder}")
        elif word == "COPY":
            there.run(_copy(rest.split(), folder))
        elif word == "RUN":
            exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
            there.run(f"cd {folder}\n{exports}{rest}", with_network=True)
        elif word == "USER":
            user = rest
        elif word not in ("EXPOSE", "CMD"):
            raise Broken(f"The drill does not know what to do with this line of the Dockerfile: {line}")
    there.run(f"test ! -e {folder}/.env")  # no key gets into an image
    return Image(environment, user, folder)


def _copy(words: list[str], folder: str) -> str:
    """A COPY as a line for a shell."""
    if words[0].startswith("--from="):
        return f"mkdir -p {folder}/{words[2]}\ncp -r /opt/pmmi/static/built/. {folder}/{words[2]}"
    if words[0] != ".":
        return f"cp {CONTEXT}/{words[0]} {folder}/{words[1]}"
    left_out = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    anywhere = [f"--no-anchored --exclude='{name[3:]}'" for name in left_out if name.startswith("**/")]
    here = [f"--anchored --exclude='./{name}'" for name in left_out if not name.startswith("**/")]
    return f"tar --create --directory {CONTEXT} {' '.join([*anywhere, *here])} . | tar --extract --directory {folder}"


def in_order(services: dict[str, Any]) -> list[str]:
    """The names of the services, each after those that it waits for."""
    found: list[str] = []
    while len(found) < len(services):
        ready = [
            name for name in services if name not in found and set(services[name].get("depends_on", ())) <= set(found)
        ]
        if not ready:
            raise Broken("The services wait for each other without end")
        found += sorted(ready)
    return found


@contextmanager
def started(container: Container) -> Iterator[None]:
    """Its command runs, and is ended at the end."""
    log = container.there.root / "root" / f"{container.name}.log"
    with log.open("w") as output:
        process = subprocess.Popen(container.line(*container.command), stdout=output, stderr=output)
    try:
        yield
    except Broken as problem:
        raise Broken(f"{problem}\n{container.name} printed:\n{log.read_text()[-2000:]}") from problem
    finally:
        for started_there in psutil.Process(process.pid).children():
            started_there.terminate()
        process.wait(30)


@contextmanager
def up(there: Machine, env: str) -> Iterator[dict[str, Container]]:
    """What ``docker compose up`` starts, each once those that it waits for are healthy or done; the services."""
    services = prepare(there, env)
    image = build(there)
    print("Each step of the Dockerfile's last image was done")
    with ExitStack() as running:
        containers = {}
        for name in in_order(services):
            said = services[name]
            container = containers[name] = Container(there, name, said, image if "build" in said else None)
            if name == "database":
                there.run(
                    f"runuser --user postgres -- psql --quiet <<'END'\n{DATABASE.format(**container.environment)}END"
                )
            if "healthcheck" not in said:
                container.run(*container.command)
                print(f"{name}: done, with exit status 0")
                continue
            if "build" in said:
                if container.is_healthy():
                    raise Broken(f"{name} is called healthy before it was started")
                running.enter_context(started(container))
            print(f"{name}: healthy after {container.becomes_healthy():.0f} s", flush=True)
        yield containers
