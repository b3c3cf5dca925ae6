"""Report documents as tagged PDF, made by Typst, and the proof that a public PDF holds nothing exempt.

Values in, bytes out: no Django, no models. Only this package knows the PDF libraries. Made with the checks of
PDF/UA-1 and PDF/A-2a on, so that a document they would fail is refused, not printed.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporting.pdf.compiler import PdfError, compiled
from reporting.pdf.proof import pdf_text_contains
from reporting.pdf.template_data import template_data
from reporting.sections import problems

__all__ = ["FONTS", "PdfError", "pdf_text_contains", "render_pdf"]

FONTS = Path(__file__).parents[2] / "static" / "built" / "fonts"
MEMORY = 2 << 30


def render_pdf(
    document: Mapping[str, Any],
    *,
    timestamp: int,
    crest: bytes = b"",
    deadline: float = 60,
    memory: int = MEMORY,
    fonts: Path = FONTS,
) -> bytes:
    """The document (see ``reporting.document``) as a tagged PDF; the same input gives the same bytes.

    ``timestamp`` is the document's date in seconds since 1970. ``crest`` is the council's, a PNG, for the cover; empty
    where there is none. It is compiled in a child process that may use
    ``memory`` bytes and ``deadline`` seconds. ``fonts`` is a folder of TTF files. Raises ``PdfError`` with a plain
    reason when the document is unsound, a limit is passed or the compiler refuses.
    """
    if found := problems(document):
        raise PdfError("The report's data cannot be printed: " + "; ".join(found[:3]))
    try:
        # The templates know no files: the picture comes as its bytes, one number each.
        data = json.dumps({**template_data(document, fonts), "crest": list(crest)}).encode()
    except FileNotFoundError as missing:
        raise PdfError(str(missing)) from missing
    return compiled(data, fonts=fonts, timestamp=timestamp, deadline=deadline, memory=memory)
