"""What the product writes is for its own user alone, whatever the machine's habit is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A database, a message to the worker, a secret key, and a mail with a link.
WRITE = """
from django.core.management import call_command
from django.core.mail import send_mail
from pmmi.tasks import deliver_mail
call_command("migrate", verbosity=0)
send_mail("Hello", "/account/password/new/x", None, ["ann@x.example"])
deliver_mail.delay()
deliver_mail()
"""


@pytest.mark.sweep
def test_nobody_else_can_read_what_is_written_or_was_left_open(tmp_path: Path):
    folder = tmp_path / "var"
    (folder / "mail").mkdir(parents=True, mode=0o755)
    earlier = folder / "mail" / "earlier.log"
    earlier.write_text("/account/password/new/y")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PMMI_", "DATA", "REDIS"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "pmmi.settings", "PMMI_MODE": "local", "PMMI_VAR_DIR": str(folder)}
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--command", WRITE], cwd=ROOT, env=environment, check=True, umask=0o022
    )
    written = [path for path in folder.rglob("*") if path != earlier]
    assert {"mail", "queue", "messages", "pmmi.sqlite3", "secret-key"} <= {path.name for path in written}
    assert {path.suffix for path in written} >= {".log", ".msg"}
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []
