"""What downloads, health checks and the product behind HTTPS tell the browser (hardening.md 3 vi).

The headers of every other answer are looked at in test_access.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.access import TABLE
from tests.architecture.disclosure import headers_missing
from tests.architecture.sweep import address, ask
from tests.architecture.world import STRANGER, World

pytestmark = pytest.mark.sweep

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = """
import json, django
django.setup()
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client
from accounts.models.identity import IdentityManager
IdentityManager.council_name = lambda _: "Exampleshire Council"  # there is no database here
client = Client(headers={"host": "performance.example"})
plain, secure = client.get("/about/"), client.get("/about/", secure=True)
machines = [client.get(f"/health/{name}/").status_code for name in ("live", "metrics")]
form = client.get("/account/sign-in/", secure=True)
request = form.wsgi_request
messages.info(request, "It is saved.")
told = HttpResponse()
request._messages.update(told)
(notice,) = told.cookies.values()
cookie = form.cookies[settings.CSRF_COOKIE_NAME]
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "machines": machines,
    "headers": dict(secure.headers),
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_AGE],
    "token": [cookie.key, cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]],
    "notice": [notice.key, notice["secure"], notice["path"], notice["domain"], notice["samesite"]],
    "debug": settings.DEBUG,
}))
"""


@pytest.mark.django_db
def test_a_download_is_saved_under_a_plain_name_and_never_sniffed(world: World):
    files = [row for row in TABLE if row.get and ("file" in row.route or "download" in str(row))]
    assert len(files) >= 6
    for row in files:
        headers = ask(world, min(row.get or ()), "GET", address(world, row)).headers
        assert headers["Content-Disposition"].startswith("attachment; filename="), row
        assert headers["Content-Disposition"].isascii()
        assert not headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("path", "status"), [("/health/live/", 200), ("/health/ready/", 200)])
@pytest.mark.django_db
def test_health_is_told_to_anybody_and_says_nothing_else(world: World, path: str, status: int):
    answer = ask(world, STRANGER, "GET", path)
    assert (answer.status, json.loads(answer.words)) == (status, {"status": "ok"})


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the product answers as a council runs it: behind HTTPS, not as the demo."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text(_manifest())
    environment = {
        **os.environ, "PMMI_MODE": "served", "PMMI_SECRET_KEY": "k" * 60, "PMMI_AUDIT_KEY": "a" * 60,
        "PMMI_VAR_DIR": str(folder),
        "PMMI_ALLOWED_HOSTS": "performance.example", "DJANGO_SETTINGS_MODULE": "pmmi.settings",
        "DATABASE_URL": f"sqlite:///{folder}/none.sqlite3",
    }  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", PRODUCTION], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def _manifest() -> str:
    built = ROOT / "static" / "built"
    names = [str(path.relative_to(built)) for path in built.rglob("*") if path.is_file()]
    return json.dumps({"version": "1.1", "hash": "", "paths": {name: name for name in names}})


@pytest.mark.sweep
def test_production_speaks_https_only_and_says_so_for_a_year(production: dict[str, object]):
    assert production["plain"] == [301, "https://performance.example/about/"]
    assert production["machines"] == [200, 403]  # not led on: the token that goes with it went out in plain
    headers = production["headers"]
    assert headers_missing(headers, is_private=False) == []
    seconds = int(headers["Strict-Transport-Security"].partition(";")[0].removeprefix("max-age="))
    assert seconds >= 365 * 24 * 60 * 60
    assert production["debug"] is False


@pytest.mark.sweep
def test_productions_cookies_stay_on_https_and_on_this_host(production: dict[str, object]):
    assert production["session"] == ["__Host-sessionid", True, True, "Lax", 12 * 60 * 60]
    assert production["token"] == ["__Host-csrftoken", True, "/", "", "Lax"]
    assert production["notice"] == ["__Host-messages", True, "/", "", "Lax"]
