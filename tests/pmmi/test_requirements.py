"""What is installed is pinned once: the lock file holds every pin of the list, with its hashes."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_lock_file_holds_the_same_versions_each_with_hashes():
    named = re.findall(r"^([\w-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    locked = dict(re.findall(r"^([\w-]+)==(\S+) \\$", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    plain = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in locked.items()}
    wanted = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in named}
    assert wanted.items() <= plain.items()
    assert len((ROOT / "requirements.lock").read_text().split("--hash=sha256:")) > len(plain)
