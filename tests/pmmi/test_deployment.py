"""The files with which the product is put on a machine say what the product itself says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from indicators.forms.imports import MOST_BYTES
from pmmi.running.database import database
from pmmi.running.supervisor import separate_commands
from tests.bench.conftest import fresh_database

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
PYTHON = "/opt/pmmi/.venv/bin/python"
# In a container: the files are where the image put them, and the database is named in parts.
NOT_IN_COMPOSE = {"PMMI_VAR_DIR", "PMMI_DEBUG", "PMMI_DEMO", "PMMI_BACKUP_KEY_FILE", "DATABASE_URL"}


def read_by_the_product() -> set[str]:
    """The names of the variables that the settings look up."""
    found = set()
    for name in ("pmmi/settings", "pmmi/running/mode", "pmmi/running/database", "foundation/logs"):
        text = (ROOT / f"{name}.py").read_text()
        found |= set(re.findall(r'(?:environ|environment)(?:\.get\(|\[)\s*"([A-Z_]+)"', text))
        found |= set(re.findall(r'_(?:flag|list|count|day)\("([A-Z_]+)"', text))
    return found


def test_every_setting_stands_in_the_guide():
    table = (ROOT / "docs" / "operations.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    assert read_by_the_product() - set(re.findall(r"`((?:PMMI_)?[A-Z_]+)`", table)) == {"PMMI_DEMO"}


def test_compose_passes_every_setting():
    passed = set(re.findall(r"^    ([A-Z_]+): ", COMPOSE, re.MULTILINE))
    assert read_by_the_product() - passed == NOT_IN_COMPOSE


def test_compose_listens_on_this_machine_only_and_pins_what_it_pulls():
    assert re.findall(r"ports: (.*)", COMPOSE) == ['["127.0.0.1:8000:8000"]']
    pulled = re.findall(r"image: (\S+)", COMPOSE)
    pulled += re.findall(r"^FROM (\S+)", (ROOT / "pmmi" / "Dockerfile").read_text(), re.MULTILINE)
    assert len(pulled) == 4
    assert [name for name in pulled if not re.search(r":\d+\.\d+(\.\d+)?(-|$)", name)] == []


def test_no_key_or_password_gets_into_an_image():
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    assert {"**/.env*", "**/*.pem", "**/*.key", "**/*.backup", "var", "council-data"} <= set(ignored)


@pytest.mark.parametrize("name", ["web", "worker", "mail", "beat"])
def test_a_unit_starts_what_serve_starts(name: str):
    unit = (ROOT / "deploy" / "systemd" / f"pmmi-{name}.service").read_text()
    assert re.findall(r"^ExecStart=(.*)", unit, re.MULTILINE) == [
        " ".join(separate_commands("127.0.0.1:8000", python=PYTHON)[name]).replace("%", "%%")  # systemd's own sign
    ]
    assert "User=pmmi" in unit


def test_a_container_starts_what_serve_starts():
    web = " ".join(separate_commands("0.0.0.0:8000", python=PYTHON)["web"]).removeprefix(f"{PYTHON} -m ")
    assert f"command: {web}\n" in COMPOSE
    assert str(web.split(" ")).replace("'", '"') in (ROOT / "pmmi" / "Dockerfile").read_text()


def test_a_command_by_hand_runs_as_the_services_do():
    unit = (ROOT / "deploy" / "systemd" / "pmmi-prepare.service").read_text()
    manage = (ROOT / "deploy" / "pmmi-manage").read_text()
    said = dict(re.findall(r"^(User|Group|UMask|WorkingDirectory)=(.*)$", unit, re.MULTILINE))
    for words in (
        f"--uid={said['User']} --gid={said['Group']} --working-directory={said['WorkingDirectory']}",
        f"--property=UMask={said['UMask']}",
        f"{PYTHON} manage.py",
    ):
        assert words in manage
    settings = set(re.findall(r"^EnvironmentFile=-?(.*)$", unit, re.MULTILINE))
    assert set(re.findall(r"--property=EnvironmentFile=(\S+)", manage)) == settings


def test_the_guide_writes_only_settings_that_the_product_reads():
    guide = (ROOT / "docs" / "operations.md").read_text().partition("\n## Settings")[0]
    written = set(re.findall(r"^([A-Z_]+)=", guide, re.MULTILINE))
    assert {"PMMI_MODE", "PMMI_EMAIL_HOST", "PMMI_DATABASE_PASSWORD"} <= written
    # Read by compose and by grant_application_role.
    assert written - read_by_the_product() == {"POSTGRES_PASSWORD", "PMMI_APPLICATION_PASSWORD"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")
def test_systemd_understands_the_units(tmp_path: Path):
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PYTHON, sys.executable))
    files = [str(tmp_path / unit.name) for unit in UNITS]
    found = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (found.returncode, [line for line in found.stderr.splitlines() if "pmmi-" in line]) == (0, [])


def test_the_proxy_takes_the_file_that_the_product_takes():
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    (largest,) = re.findall(r"location = /indicators/imports/new/ \{.*?client_max_body_size (\d+)m;", text, re.DOTALL)
    assert int(largest) * 1024 * 1024 > MOST_BYTES


def test_the_proxy_takes_only_ciphers_with_forward_secrecy():
    (ciphers,) = re.findall(r"^  ssl_ciphers (\S+);", (ROOT / "deploy" / "nginx.conf").read_text(), re.MULTILINE)
    assert all(re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM|CHACHA20)-\w+", each) for each in ciphers.split(":"))


class _Remembers(BaseHTTPRequestHandler):
    status, hosts = 200, []

    def do_GET(self) -> None:
        self.hosts.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: the test looks at what was asked."""


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), _Remembers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.sweep
@pytest.mark.real_clock
@pytest.mark.parametrize(("hosts", "host"), [("a.example.gov.uk,b.example", "a.example.gov.uk"), ("", "localhost")])
@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (400, 1)])
def test_the_health_check_asks_for_the_first_host(web: HTTPServer, hosts: str, host: str, status: int, code: int):
    _Remembers.status, _Remembers.hosts = status, []
    line = [sys.executable, ROOT / "deploy" / "healthy.py", str(web.server_port)]
    ended = subprocess.run(line, env={"PMMI_ALLOWED_HOSTS": hosts}, capture_output=True, check=False)
    assert (ended.returncode, _Remembers.hosts) == (code, [("/health/ready/", host, "https")])


@pytest.mark.parametrize("password", ["a/b", "a#b", "a?b", "a%41b", "a@b:c", "ü &'\"$"])
def test_a_password_of_any_characters_works_in_parts(password: str, tmp_path: Path):
    found = database({"PMMI_DATABASE_HOST": "database", "PMMI_DATABASE_PASSWORD": password}, tmp_path)
    assert (found["HOST"], found["NAME"], found["USER"], found["PASSWORD"]) == ("database", "pmmi", "pmmi", password)


@pytest.mark.parametrize("password", ["a/b", "a#b", "a?b"])
def test_an_address_that_cannot_be_read_is_said_without_the_password(password: str, tmp_path: Path):
    with pytest.raises(ImproperlyConfigured, match="PMMI_DATABASE_HOST") as refusal:
        database({"DATABASE_URL": f"postgresql://pmmi:{password}@database:5432/pmmi"}, tmp_path)
    assert password not in str(refusal.value)


def test_without_anything_it_is_sqlite(tmp_path: Path):
    assert database({}, tmp_path)["NAME"] == str(tmp_path / "pmmi.sqlite3")


@pytest.mark.services
@pytest.mark.real_clock
@pytest.mark.enable_socket
def test_two_that_prepare_together_do_not_disturb_each_other(tmp_path: Path):
    environment = {
        **os.environ,
        "PMMI_MODE": "demo",
        "PMMI_VAR_DIR": str(tmp_path),
        "DATABASE_URL": fresh_database("pmmi_prepared"),
    }

    def prepare(_number: int) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "manage.py", "prepare"]
        return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor() as both:
        ended = list(both.map(prepare, range(2)))
    assert [each.returncode for each in ended] == [0, 0], [each.stderr[-500:] for each in ended]
