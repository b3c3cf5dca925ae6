"""The limited process that opens uploaded files. It has no settings, database or secrets, and writes no file."""

import json
import resource
import sys
from typing import Any

from indicators.imports.limits import (
    CHILD_ADDRESS_SPACE_BYTES,
    CHILD_CPU_SECONDS,
    CHILD_DATA_BYTES,
    MAX_FILE_BYTES,
    FileRefused,
)
from indicators.imports.workbook.extract import extract
from indicators.imports.workbook.headings import Wanted
from indicators.imports.workbook.sniff import kind_of

TOO_MUCH = (
    "The file needs more memory than a spreadsheet of figures should, so it was not read. "
    "Split it, or copy the figures into a new workbook."
)


def main(request_text: str) -> None:
    """Read the file on standard input as the request says; write the answer to standard output as JSON lines."""
    _limit()
    request = json.loads(request_text)
    wanted = Wanted(request["expected"], request["required"], request["max_rows"])
    out = sys.stdout.buffer

    def emit(message: Any) -> None:
        out.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    try:
        data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        extract(data, kind_of(data, request["filename"]), wanted, emit)
    except FileRefused as refused:
        emit({"refused": str(refused)})
    except MemoryError:
        emit({"refused": TOO_MUCH})
    out.flush()


def _limit() -> None:
    for which, most in (
        (resource.RLIMIT_AS, CHILD_ADDRESS_SPACE_BYTES),
        (resource.RLIMIT_DATA, CHILD_DATA_BYTES),
        (resource.RLIMIT_CPU, CHILD_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))
