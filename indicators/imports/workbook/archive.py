"""Checks that a file is a plain XLSX workbook and safe to open, before anything in it is read. Sizes are checked as
declared and again while unpacking, because a file may lie about them (hardening 1, 3).
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from indicators.imports.limits import (
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_APPLIES_FROM,
    FileRefused,
    shown,
)

PIECE = 64 * 1024
DAMAGED = "The workbook is damaged or incomplete. Open it in your spreadsheet program, save it and choose it again."
SAVE_AS_XLSX = "Open it in your spreadsheet program, choose “Save as”, “Excel workbook (.xlsx)”, and choose that file."
BOMB = (
    "The workbook unpacks to far more than it seems to hold, so it was not opened. "
    "Copy the figures into a new workbook and choose that file."
)
MACROS = "The workbook holds macros, which are not accepted. " + SAVE_AS_XLSX
LOCKED = "The workbook is protected with a password. Remove the password, save it and choose it again."
LINKED = (
    "The workbook takes figures from other workbooks. In Excel choose “Data”, “Edit links”, “Break link”, "
    "save it and choose it again."
)

# What zipfile and zlib raise on damaged archives.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
)
_ARCHIVES = {".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar"}


class Archive:
    """A checked workbook archive: `names`, and `pieces(name)` which unpacks one part within the limits."""

    def __init__(self, data: bytes) -> None:
        """Raises FileRefused unless the bytes are a well-formed archive of allowed size and contents."""
        # Counted in the bytes, because opening an archive with a million members would already take too long.
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise FileRefused(BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _ZIP_ERRORS:
            raise FileRefused(DAMAGED) from None
        self.names = {member.filename for member in members}
        self._left = MAX_UNPACKED_BYTES
        if len(self.names) != len(members):
            raise FileRefused(DAMAGED)
        for member in members:
            _check_member(member)
        _check_total(members)
        self._refuse_doctypes()

    def pieces(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part. Raises FileRefused if it is missing, damaged or larger than allowed."""
        if name not in self.names:
            raise FileRefused(DAMAGED)
        try:
            with self._zip.open(name) as part:
                while piece := part.read(PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise FileRefused(BOMB)
                    yield piece
        except _ZIP_ERRORS:
            raise FileRefused(DAMAGED) from None

    def _start(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as part:
                return part.read(4096)
        except _ZIP_ERRORS:
            raise FileRefused(DAMAGED) from None

    def _refuse_doctypes(self) -> None:
        """No part of a real workbook has a document type. One that has is an attack, even if it is never read."""
        for name in sorted(self.names):
            if name.lower().endswith((".xml", ".rels", ".vml")):
                start = self._start(name).replace(b"\0", b"").upper()
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise FileRefused(
                        f"The part “{shown(name)}” of the workbook holds instructions that a workbook never needs, "
                        "so it was not opened. Copy the figures into a new workbook and choose that file."
                    )


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    # zipfile cuts names at a NUL and changes some separators; orig_filename is the name in the archive.
    if _escapes(name) or _escapes(member.orig_filename):
        raise FileRefused(f"The workbook holds a part with a forbidden name, “{shown(name)}”, so it was not opened.")
    if member.flag_bits & 0x1:
        raise FileRefused(LOCKED)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(DAMAGED)
    if member.file_size > RATIO_APPLIES_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise FileRefused(BOMB)
    lowered = name.lower()
    if PurePosixPath(lowered).suffix in _ARCHIVES:
        raise FileRefused(f"The workbook holds another archive, “{shown(name)}”, so it was not opened. {SAVE_AS_XLSX}")
    if "vbaproject" in lowered or "/macrosheets/" in lowered or "vbadata" in lowered:
        raise FileRefused(MACROS)
    if lowered.startswith("xl/externallinks/"):
        raise FileRefused(LINKED)


def _escapes(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or any(c in name for c in "\\:\0") or len(name) > 255


def _check_total(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_APPLIES_FROM and unpacked > MAX_RATIO * max(packed, 1)):
        raise FileRefused(BOMB)
