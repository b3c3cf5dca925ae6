"""The limited process that opens uploaded files. It has no settings, database or secrets, and writes no file."""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

from indicators.imports.limits import (
    CHILD_ADDRESS_SPACE_BYTES,
    CHILD_CPU_SECONDS,
    CHILD_DATA_BYTES,
    MAX_FILE_BYTES,
    FileRefused,
    HeadingsRefused,
)
from indicators.imports.workbook.extract import extract, extract_book, look
from indicators.imports.workbook.headings import Matched, Wanted
from indicators.imports.workbook.sniff import kind_of

TOO_MUCH = (
    "The file needs more memory than a spreadsheet of figures should, so it was not read. "
    "Split it, or copy the figures into a new workbook."
)


def main(request_text: str) -> None:
    """Read the file on standard input as the request says; write the answer to standard output as JSON lines."""
    _limit()
    request = json.loads(request_text)
    out = sys.stdout.buffer
    as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # ``dumps`` makes one for each row

    def emit(message: Any) -> None:
        out.write(as_json(message).encode() + b"\n")

    try:
        data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        answer(data, request, emit)
    except FileRefused as refused:
        emit({"refused": str(refused), "headings": isinstance(refused, HeadingsRefused)})
    except MemoryError:
        emit({"refused": TOO_MUCH})
    out.flush()


def answer(data: bytes, request: Mapping[str, Any], emit: Callable[[Any], None]) -> None:
    """Read a file as a request says: the whole of its table, all tables of a ``book`` or, to ``look``, the first rows
    of its sheets.
    """
    if book := request.get("book"):
        wanted_of = {name: Wanted(*each, request["max_rows"], may_be_empty=True) for name, each in book.items()}
        extract_book(data, request["filename"], wanted_of, emit)
        return
    kind, said = kind_of(data, request["filename"]), request.get("matched")
    matched = (
        Matched(said["sheet"], said["line"], {int(at): name for at, name in said["columns"].items()}) if said else None
    )
    wanted = Wanted(request["expected"], request["required"], request["max_rows"], matched)
    (look if request.get("look") else extract)(data, kind, wanted, emit)


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
