"""Files that people attach as evidence: which kinds are taken, and how they are handed out again.

They are kept in the database, so no address of the web server leads to them, a backup has them, and each is handed out
only by a page that asks who wants it. The kind is decided by what the file holds, never by what its sender calls it.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.http import HttpResponse

from foundation.refusals import ChangeRefused

MOST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 120
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
TAKEN = "a PDF, Word (DOCX), Excel (XLSX), CSV or text file, or a PNG or JPEG picture"
ACCEPT = ",".join(f".{each}" for each in (*KINDS, "jpeg"))
_STARTS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MACROS = ("vbaproject.bin", "activex", "oleobject")
_MOST_PARTS = 5000
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9 ._()-]+")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is taken: its ``name`` as it is shown and saved, its ``kind`` among ``KINDS``, and what it holds."""

    name: str
    kind: str
    content: bytes


def read_attachment(name: str, content: bytes) -> Attached:
    """The file, where it is of a kind that is taken. Raises ChangeRefused with what to do about any other."""
    if not content:
        raise ChangeRefused("The file is empty. Choose another.")
    if len(content) > MOST_BYTES:
        raise ChangeRefused(f"The file has {len(content) / 1024 / 1024:.1f} MB; at most 5 MB are kept.")
    ending = name.rpartition(".")[2].lower()
    kind = "jpg" if ending == "jpeg" else ending
    if kind not in KINDS:
        raise ChangeRefused(f"Choose {TAKEN}.")
    if not _holds(kind, content):
        raise ChangeRefused(f"The file is called {kind.upper()} and does not hold that. Choose {TAKEN}.")
    return Attached(safe_name(name, kind), kind, content)


def safe_name(name: str, kind: str) -> str:
    """A name that is safe in a header, on a page and on a disk, and that ends as its kind does."""
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    tidy = _NOT_IN_NAME.sub("-", stem).strip(" .-")[: LONGEST_NAME - 5]
    return f"{tidy or 'evidence'}.{kind}"


def _holds(kind: str, content: bytes) -> bool:
    if start := _STARTS.get(kind):
        return content.startswith(start)
    return _is_office(kind, content) if kind in _PARTS else _is_text(content)


def _is_office(kind: str, content: bytes) -> bool:
    """A document of that kind, without macros: nothing of it is unpacked, only its list of parts is read."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = [each.lower() for each in archive.namelist()]
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    if len(names) > _MOST_PARTS or _PARTS[kind] not in names:
        return False
    return not any(macro in name for name in names for macro in _MACROS)


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return all(byte >= 32 or byte in b"\t\r\n" for byte in content)  # Windows-1252
    return True


def attachment_answer(file: Attached) -> HttpResponse:
    """The file, to be saved: a browser shows nothing of it on our pages, guesses no kind, and no cache keeps it."""
    response = HttpResponse(file.content, content_type=KINDS[file.kind])
    response["Content-Disposition"] = f'attachment; filename="{safe_name(file.name, file.kind)}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response
