"""The text that a PDF's pages print, read from their drawing operators through each font's own character map."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from reporting.pdf.compiler import PdfError

DEEPEST = 12  # forms drawn within forms
_READ = "q Q Tf gs Tj ' \" TJ BDC BMC EMC Do"  # what concerns text: most of a page are lines and colours
_PART = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(rb"<([^>]*)>\s*<([^>]*)>")
_RANGE = re.compile(rb"<([^>]*)>\s*<([^>]*)>\s*(?:<([^>]*)>|\[([^\]]*)\])")
_CODE = re.compile(rb"<([^>]*)>")


Place = tuple[tuple[int, int], int]  # the page's object number, and the number of the marked content on it


@dataclass(frozen=True)
class Run:
    """A piece of printed text: what its glyphs show, and what is read out for them where that differs.

    ``artifact`` is page furniture, such as a header. ``place`` ties the text to the structure of the document.
    """

    shown: str
    said: str
    artifact: bool
    place: Place | None


@dataclass(frozen=True)
class _Mark:
    """Marked content that the reader is within."""

    artifact: bool
    replaced: bool  # other words are read out for it
    number: int | None


@dataclass
class _State:
    """Where the reader is in one stream: the current font, the fonts saved, and the marked content it is within."""

    page: tuple[int, int]
    outer: Run | None
    font: "_Font | None" = None
    kept: "list[_Font | None]" = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)

    def run(self, shown: str, said: str | None = None) -> Run:
        """A piece of text as it stands under the marks in force."""
        replaced = any(mark.replaced for mark in self.marks)
        artifact = any(mark.artifact for mark in self.marks) or bool(self.outer and self.outer.artifact)
        number = next((mark.number for mark in reversed(self.marks) if mark.number is not None), None)
        place = self.outer.place if self.outer else None if number is None else (self.page, number)
        words = said if said is not None else "" if replaced else shown
        return Run(shown, words, artifact, place)


@dataclass(frozen=True)
class _Font:
    width: int  # bytes of a character code
    characters: dict[int, str]

    def text(self, codes: bytes) -> str:
        found = (int.from_bytes(codes[i : i + self.width]) for i in range(0, len(codes), self.width))
        return "".join(self.characters.get(code, "\ufffd") for code in found)


class Reader:
    """Reads one document. Raises ``PdfError`` at whatever it cannot read with certainty."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document
        self._fonts: dict[tuple[int, int], _Font] = {}
        self._drawn: set[tuple[int, int]] = set()

    def runs(self) -> Iterator[Run]:
        """Every piece of text: of the pages in drawing order, then of forms and patterns that no page draws itself."""
        for page in self._document.pages:
            state = _State(page.obj.objgen, None)
            yield from self._runs(page.obj, page.obj.get("/Resources", pikepdf.Dictionary()), state, 0)
        for each in self._document.objects:
            if isinstance(each, pikepdf.Stream) and _draws(each) and each.objgen not in self._drawn:
                state = _State(each.objgen, None)
                yield from self._runs(each, each.get("/Resources", pikepdf.Dictionary()), state, 0)

    def _runs(self, content: Any, resources: Any, state: _State, depth: int) -> Iterator[Run]:
        if depth > DEEPEST:
            raise PdfError("The PDF draws forms within forms too deeply to be read.")
        for operands, operator in pikepdf.parse_content_stream(content, _READ):
            match str(operator):
                case "q":
                    state.kept.append(state.font)
                case "Q":
                    state.font = state.kept.pop() if state.kept else None
                case "Tf":
                    state.font = self._font(resources.Font[operands[0]])
                case "gs" if "/Font" in resources.ExtGState[operands[0]]:
                    raise PdfError("The PDF sets a font in a way that cannot be read.")
                case "Tj" | "'" | '"' | "TJ":
                    yield from _printed(state, operands[-1])
                case "BDC" | "BMC":
                    yield from _enter(state, operands, resources)
                case "EMC" if state.marks:
                    state.marks.pop()
                case "Do":
                    yield from self._form(resources.XObject[operands[0]], resources, state, depth)

    def _form(self, form: Any, resources: Any, state: _State, depth: int) -> Iterator[Run]:
        if form.get("/Subtype") == pikepdf.Name.Form:
            self._drawn.add(form.objgen)
            inner = _State(state.page, state.run(""))
            yield from self._runs(form, form.get("/Resources", resources), inner, depth + 1)

    def _font(self, font: Any) -> _Font:
        if font.objgen == (0, 0):
            return _read_font(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = _read_font(font)
        return self._fonts[font.objgen]


def _draws(stream: Any) -> bool:
    return stream.get("/Subtype") == pikepdf.Name.Form or stream.get("/PatternType") == 1


def _printed(state: _State, operand: Any) -> Iterator[Run]:
    if state.font is None:
        raise PdfError("The PDF prints text without a font, so its words cannot be read.")
    for piece in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(piece, pikepdf.String):
            yield state.run(state.font.text(bytes(piece)))


def _enter(state: _State, operands: Any, resources: Any) -> Iterator[Run]:
    """Note the marked content begun; where it is read out as other words, those are a run of their own."""
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", pikepdf.Dictionary()).get(properties)
    known = properties if isinstance(properties, pikepdf.Dictionary) else pikepdf.Dictionary()
    said, number = known.get("/ActualText"), known.get("/MCID")
    artifact = operands[0] == pikepdf.Name.Artifact
    state.marks.append(_Mark(artifact, said is not None, None if number is None else int(number)))
    if said is not None:
        yield state.run("", str(said))


def in_structure(document: pikepdf.Pdf, runs: Iterable[Run]) -> str:
    """What the runs show, in the order of the document's structure: a cell parted by a page end is whole in it."""
    texts: dict[Place, list[str]] = {}
    for run in runs:
        if run.place:
            texts.setdefault(run.place, []).append(run.shown)
    root = document.Root.get("/StructTreeRoot", pikepdf.Dictionary())
    return "".join("".join(texts.get(place, [])) for place in _places(root.get("/K"), (0, 0)))


def _places(root: Any, page: tuple[int, int]) -> Iterator[Place]:
    """Places of marked content in structure order. A node names its page, or is on that of the node above."""
    waiting = [(root, page)]
    while waiting:
        node, page = waiting.pop()
        if isinstance(node, int):
            yield page, node
        elif isinstance(node, pikepdf.Array):
            waiting.extend((each, page) for each in reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            page = node.Pg.objgen if "/Pg" in node else page
            waiting.append((node.get("/MCID", node.get("/K")), page))


def _read_font(font: Any) -> _Font:
    composite = font.get("/Subtype") == pikepdf.Name.Type0
    if "/ToUnicode" in font:
        if composite and font.get("/Encoding") not in (pikepdf.Name("/Identity-H"), pikepdf.Name("/Identity-V")):
            raise PdfError("The PDF has a font in an unknown encoding, so its words cannot be read.")
        return _Font(2 if composite else 1, _character_map(font.ToUnicode.read_bytes()))
    if not composite and font.get("/Encoding") == pikepdf.Name.WinAnsiEncoding:
        return _Font(1, {code: bytes([code]).decode("cp1252", "replace") for code in range(256)})
    raise PdfError("The PDF has a font without a character map, so its words cannot be read.")


def _character_map(source: bytes) -> dict[int, str]:
    """Character code → text, from the bfchar and bfrange parts of a ToUnicode map."""
    found: dict[int, str] = {}
    for kind, body in _PART.findall(source):
        if kind == b"bfchar":
            found.update({int(code, 16): _unicode(text) for code, text in _PAIR.findall(body)})
            continue
        for first, last, start, each in _RANGE.findall(body):
            codes = range(int(first, 16), int(last, 16) + 1)
            if each:
                found.update(zip(codes, map(_unicode, _CODE.findall(each)), strict=False))
            else:
                text = _unicode(start)
                found.update({code: text[:-1] + chr(ord(text[-1]) + i) for i, code in enumerate(codes)})
    return found


def _unicode(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
