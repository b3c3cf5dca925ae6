"""A setting that cannot be used is refused by a sentence that names it and says what to write."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sweep

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PMMI_UPLOAD_DAYS", "0", "Set it to a whole number, 1 or more."),
        ("PMMI_LEAVER_YEARS", "two", "Set it to a whole number, 1 or more."),
        ("PMMI_IDLE_MINUTES", "", "Set it to a whole number, 1 or more."),
        ("PMMI_PROXY_COUNT", "-1", "Set it to a whole number, 0 or more."),
        ("PMMI_ACCESSIBILITY_REVIEWED", "14 October", "Write it as 2026-10-14, or leave it out."),
    ],
)
def test_it_names_the_setting_and_the_remedy(name: str, value: str, said: str, tmp_path: Path):
    environment = {**os.environ, "PMMI_MODE": "demo", "PMMI_VAR_DIR": str(tmp_path), name: value}
    asked = [sys.executable, "-c", "import pmmi.settings"]
    ended = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert f"ImproperlyConfigured: {name} is “{value}”. {said}" in ended.stderr
