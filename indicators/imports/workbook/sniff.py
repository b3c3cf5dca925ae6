"""Finds out from the first bytes what a file is, and refuses what is not read."""

from pathlib import PurePosixPath

from indicators.imports.limits import MAX_FILE_BYTES, MIB, FileRefused, shown
from indicators.imports.workbook.archive import LOCKED, MACROS, SAVE_AS_XLSX

ACCEPTED = "Choose a CSV file or an Excel workbook (.xlsx)."
WEB_PAGE = "The file is a web page, whatever its name says. "

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_SPREADSHEETS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_BY_NAME = {
    ".xlsm": MACROS,
    ".xltm": MACROS,
    ".xlam": MACROS,
    ".xls": "The file is an old Excel workbook (.xls). " + SAVE_AS_XLSX,
    ".xlsb": "The file is a binary Excel workbook (.xlsb). " + SAVE_AS_XLSX,
    ".ods": "The file is an OpenDocument spreadsheet (.ods). " + SAVE_AS_XLSX,
    ".numbers": "The file is a Numbers spreadsheet. Export it as Excel (.xlsx) and choose that file.",
}


def kind_of(data: bytes, filename: str) -> str:
    """ "csv" or "xlsx". Raises FileRefused for any other kind, and if the name does not fit the contents. The message
    says what the file is and what to do.
    """
    extension = PurePosixPath(filename.lower().strip()).suffix
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise FileRefused("The file is empty. " + ACCEPTED)
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused(too_large(len(data)))
    _refuse_other_kinds(data)
    if extension in _BY_NAME:
        raise FileRefused(_BY_NAME[extension])
    archive = data.startswith(b"PK")
    if extension in (".csv", ".tsv", ".txt"):
        if archive:
            raise FileRefused("The file is not a CSV file but an Excel workbook or an archive. If it is a workbook, "
                              "change the end of its name to .xlsx.")  # fmt: skip
        return "csv"
    if extension == ".xlsx":
        if not archive:
            raise FileRefused("The file is not an Excel workbook, although its name ends in .xlsx. " + ACCEPTED)
        return "xlsx"
    raise FileRefused(f"“{shown(filename)}” is not a kind of file that can be read. {ACCEPTED}")


def is_archive_of_tables(data: bytes, filename: str) -> bool:
    """Whether a file is a ZIP archive by its name and its contents."""
    return filename.lower().strip().endswith(".zip") and data.startswith(b"PK")


def too_large(size: int) -> str:
    """The refusal of a file of so many bytes."""
    return (
        f"The file has {size / MIB:.0f} MB; at most {MAX_FILE_BYTES // MIB} MB are read. "
        "Split it, or remove pictures and sheets that are not needed."
    )


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefused(LOCKED)
        raise FileRefused(_BY_NAME[".xls"])
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, what in _NOT_SPREADSHEETS:
        if data.startswith(magic):
            raise FileRefused(f"The file is {what}, whatever its name says. {ACCEPTED}")
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")):
        raise FileRefused(WEB_PAGE + SAVE_AS_XLSX)
    if start.startswith(b"<?xml"):
        raise FileRefused("The file is an XML document, not a spreadsheet. " + SAVE_AS_XLSX)
