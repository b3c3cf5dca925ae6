"""Feeds each reader for ``PMMI_FUZZ_SECONDS`` (60), or one named on the command line: ``make fuzz``.

Each runs in a process of its own, in which no text may take longer than five seconds nor all of it more than 512 MB.
Exit status 1 where one failed; what it failed on is printed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import TARGETS

LIMITS = ("-timeout=5", "-rss_limit_mb=512", "-max_len=600", "-print_final_stats=1")


def feed(name: str, corpus: str, seconds: str) -> int:
    """One reader, in a process of its own."""
    command = [sys.executable, "-m", "tests.fuzz.one", name, corpus, f"-max_total_time={seconds}", *LIMITS]
    return subprocess.run([*command, f"-artifact_prefix={corpus}/"], check=False).returncode


def main(names: list[str]) -> int:
    failed = []
    for name in names or list(TARGETS):
        with tempfile.TemporaryDirectory() as corpus:
            for number, text in enumerate(TARGETS[name][1]):
                Path(corpus, f"begin-{number}").write_text(text, encoding="utf-8")
            if feed(name, corpus, os.environ.get("PMMI_FUZZ_SECONDS", "60")):
                failed.append(name)
    print(f"Failed: {', '.join(failed)}" if failed else "Every reader held.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
