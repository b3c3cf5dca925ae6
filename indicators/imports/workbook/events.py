"""Reads the XML parts of a workbook event by event. Nothing is expanded or fetched."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from indicators.imports.limits import MAX_ELEMENTS, MAX_TOKEN_BYTES, FileRefused
from indicators.imports.workbook.archive import DAMAGED

ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")
TOO_DETAILED = (
    "The workbook holds more cells than can be read at once. Copy only the rows and columns that are needed into a new "
    "workbook and choose that file."
)


def new_parser() -> expat.XMLParserType:
    """A parser that refuses document types, and so every entity, internal or external."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding
    return parser


def feed(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> Iterable[None]:
    """Parse piece by piece, yielding after each. Raises FileRefused if the XML is not well formed."""
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            # A longer tag is an attack: older versions of expat read an unfinished tag again for every piece.
            if fed - max(parser.CurrentByteIndex, 0) > MAX_TOKEN_BYTES:
                raise FileRefused(DAMAGED)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileRefused(DAMAGED) from None
    yield


def elements(pieces: Iterable[bytes], on_start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `on_start(local name, attributes)` for every element of a part."""
    parser = new_parser()
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise FileRefused(TOO_DETAILED)
        on_start(name.rpartition(":")[2], attributes)

    parser.StartElementHandler = start
    for _ in feed(parser, pieces):
        pass


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise FileRefused(DAMAGED)


def _refuse_doctype(*_: object) -> None:
    raise FileRefused(DAMAGED)
