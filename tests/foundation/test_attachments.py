"""A file is taken by what it holds, under a name that is safe everywhere."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from foundation.attachments import KINDS, MOST_BYTES, read_attachment, safe_name
from foundation.refusals import ChangeRefused


def archive(*names):
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


TAKEN = {
    "pdf": b"%PDF-1.7",
    "png": b"\x89PNG\r\n\x1a\n...",
    "jpg": b"\xff\xd8\xff\xe0",
    "csv": "ref,£\nA,1".encode(),
    "txt": "Caf\xe9".encode("cp1252"),
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_taken_as_what_it_is_and_as_no_other(kind):
    assert read_attachment(f"file.{kind.upper()}", TAKEN[kind]).kind == kind
    for other in KINDS:
        if other not in (kind, "txt", "csv"):
            with pytest.raises(ChangeRefused, match="does not hold that"):
                read_attachment(f"file.{other}", TAKEN[kind])


def test_jpeg_is_jpg():
    assert read_attachment("a.jpeg", TAKEN["jpg"]).name == "a.jpg"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"%PDF-" + b"x" * MOST_BYTES, "at most 5 MB"),
        ("a.html", b"<html>", "Choose a PDF"),
        ("a.svg", b"<svg>", "Choose a PDF"),
        ("a.exe", b"MZ", "Choose a PDF"),
        ("a", b"%PDF-", "Choose a PDF"),
        ("a.txt", b"a\0b", "does not hold that"),
        ("a.csv", b"\xff\x01\x02", "does not hold that"),
        ("a.docx", b"PK\x03\x04 broken", "does not hold that"),
        ("a.docx", archive("word/document.xml", "word/vbaProject.bin"), "does not hold that"),
        ("a.xlsx", archive("xl/workbook.xml", "xl/activeX/activeX1.xml"), "does not hold that"),
        ("a.xlsx", archive("xl/workbook.xml", *(f"p{n}" for n in range(5001))), "does not hold that"),
    ],
)
def test_any_other_file_is_refused_with_what_to_do(name, content, said):
    with pytest.raises(ChangeRefused, match=said):
        read_attachment(name, content)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\a b.pdf", "a b.pdf"),
        ('x"; filename="y.pdf', "x- filename-y.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a-Set-Cookie- b.pdf"),
        ("Zürich.pdf", "Z-rich.pdf"),
        (".pdf", "evidence.pdf"),
        ("…….pdf", "evidence.pdf"),
        ("x" * 500 + ".pdf", "x" * 115 + ".pdf"),
    ],
)
def test_a_name_is_safe_in_a_header_and_on_a_disk(name, safe):
    assert safe_name(name, "pdf") == safe
