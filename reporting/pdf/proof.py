"""The proof that certain words are nowhere in a PDF: neither printed nor read out nor hidden."""

import html
import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf

from reporting.pdf.compiler import PdfError
from reporting.pdf.extract import Reader, in_structure
from reporting.pdf.font_coverage import Characters


def pdf_text_contains(pdf: bytes, needles: Sequence[str]) -> list[str]:
    """Those of the needles that the PDF holds anywhere, in the order given; [] is the proof that it holds none.

    Searched are the pages' text (with and without headers and footers, as printed and as read out), every text,
    name and key of the file's objects (titles, bookmarks, alternative texts, link and attachment names, metadata),
    every stream once unpacked (attachments are streams), and the file as it stands. Spaces, line breaks, invisible
    characters, case and compatibility forms are left out of account, so that a word broken over lines or pages is
    found. Words inside a photograph, or in an attachment that is itself packed, cannot be found: there are none in
    what ``render_pdf`` makes. Raises ``PdfError`` when the file cannot be read whole, since nothing is proved then.
    """
    wanted = {needle: plain for needle in needles if (plain := _plain(needle))}
    found: set[str] = set()
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for text in _everything(document, pdf):
                plain = _plain(text)
                found.update(needle for needle, sought in wanted.items() if sought in plain)
    except (pikepdf.PdfError, KeyError, ValueError, AttributeError) as trouble:
        raise PdfError(f"The PDF could not be read whole, so nothing is proved of it: {trouble}") from trouble
    return [needle for needle in needles if needle in found]


def _seen(character: str) -> str:
    """The character, or "" for a space and for what cannot be seen."""
    return "" if character.isspace() or unicodedata.category(character) in ("Cf", "Cc") else character


_LETTERS = Characters(_seen)


def _plain(text: str) -> str:
    """The text's letters, figures and signs alone, in one spelling."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)


def _everything(document: pikepdf.Pdf, pdf: bytes) -> Iterator[str]:
    runs = list(Reader(document).runs())
    yield in_structure(document, runs)
    yield "".join(run.shown for run in runs)
    yield "".join(run.said for run in runs)
    yield "".join(run.shown for run in runs if not run.artifact)
    yield "".join(run.said for run in runs if not run.artifact)
    yield from _readings(pdf)
    yield "\n".join(_texts(document.trailer))
    for each in document.objects:
        yield "\n".join(_texts(each))
        if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != pikepdf.Name.Image:
            yield from _readings(each.read_bytes())


def _texts(value: Any) -> Iterator[str]:
    """Texts, names and keys of an object and of what it holds itself; what it refers to is an object of its own."""
    if isinstance(value, pikepdf.String | pikepdf.Name):
        yield str(value)
        if isinstance(value, pikepdf.String):
            yield from _readings(bytes(value))
    elif isinstance(value, pikepdf.Array):
        for each in value:
            if not getattr(each, "is_indirect", False):
                yield from _texts(each)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key, each in value.items():
            yield key
            if not getattr(each, "is_indirect", False):
                yield from _texts(each)


def _readings(content: bytes) -> Iterator[str]:
    """What the bytes may say, in each encoding that a PDF may hold text in; entities of XML resolved."""
    text = content.decode("utf-8", "ignore")
    yield text
    if "&" in text:
        yield html.unescape(text)
    if b"\0" in content:
        yield content.decode("utf-16-be", "ignore")
        yield content[1:].decode("utf-16-be", "ignore")
    yield content.decode("cp1252", "ignore")
