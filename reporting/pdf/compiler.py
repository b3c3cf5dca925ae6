"""Starts the compiler's child process and says in plain words why it failed."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REFUSED, OUT_OF_MEMORY = 3, 4  # as in child.py
CPU_PER_SECOND = 4  # the child's threads together may use more processor time than the clock shows

# The compiler's threads would otherwise reserve address space for every core of the machine.
ENVIRONMENT = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
INHERITED = ("PATH", "LD_LIBRARY_PATH")  # all that Python itself may need; no secret of the product goes along


class PdfError(Exception):
    """A PDF that could not be made or read; the text says why, for people."""


def compiled(data: bytes, *, fonts: Path, timestamp: int, deadline: float, memory: int) -> bytes:
    """The PDF of the template filled with the data, which is JSON.

    ``timestamp`` (seconds since 1970) is the document's date. ``deadline`` is in seconds, ``memory`` in bytes; both
    are of the child alone. Raises ``PdfError`` when either is passed or the compiler refuses the document.
    """
    options = {
        "template": str(HERE / "document.typ"),
        "root": str(HERE),
        "fonts": str(fonts),
        "timestamp": timestamp,
        "memory": memory,
        "seconds": max(1, round(deadline * CPU_PER_SECOND)),
    }
    try:
        child = subprocess.run(  # noqa: S603 -- our own file, no shell, nothing from data in the arguments
            [sys.executable, "-I", "-X", "utf8", str(HERE / "child.py"), json.dumps(options)],
            input=data,
            capture_output=True,
            timeout=deadline,
            env=ENVIRONMENT | {name: os.environ[name] for name in INHERITED if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"The PDF was not finished within {deadline:g} seconds. Make it in smaller parts.") from None
    if child.returncode:
        raise PdfError(_reason(child.returncode, child.stderr.decode(errors="replace"), memory))
    return child.stdout


def _reason(code: int, said: str, memory: int) -> str:
    if code == REFUSED:
        return f"The PDF compiler refused the document: {said}"
    if code == OUT_OF_MEMORY or "memory allocation" in said or "MemoryError" in said:
        return f"The PDF needed more memory than the {memory >> 20:,} MiB allowed. Make it in smaller parts."
    last = said.strip().splitlines()[-1] if said.strip() else "it said nothing"
    return f"The PDF compiler stopped unexpectedly (code {code}): {last}"
