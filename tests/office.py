"""Which programs of LibreOffice are installed here."""

import shutil
from pathlib import Path

_LIBRARIES = {"writer": "libswlo.so", "calc": "libsclo.so"}


def office(program: str) -> str:
    """What starts LibreOffice, where it has this program (writer, calc); "" where it has not, or is not installed."""
    found = shutil.which("soffice")
    return found if found and (Path(found).resolve().parent / _LIBRARIES[program]).exists() else ""
