"""Which programs of LibreOffice are installed here."""

import shutil
import subprocess
from pathlib import Path

import pytest

_LIBRARIES = {"writer": "libswlo.so", "calc": "libsclo.so"}


def office(program: str) -> str:
    """What starts LibreOffice, where it has this program (writer, calc); "" where it has not, or is not installed."""
    found = shutil.which("soffice")
    return found if found and (Path(found).resolve().parent / _LIBRARIES[program]).exists() else ""


needs_calc = pytest.mark.skipif(
    not office("calc"), reason="LibreOffice is not installed: apt-get install libreoffice-calc"
)


def saved_by_calc(workbook: bytes, folder: Path) -> bytes:
    """A workbook as LibreOffice gives it back. The folder is the test's own."""
    (folder / "opened.xlsx").write_bytes(workbook)
    home = f"-env:UserInstallation=file://{folder}/office"
    convert = [office("calc"), home, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "saved")]
    subprocess.run([*convert, str(folder / "opened.xlsx")], check=True, capture_output=True, timeout=180)
    return (folder / "saved" / "opened.xlsx").read_bytes()
