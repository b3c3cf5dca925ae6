"""A pack's files: the document, its PDF, and the name it goes by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.queries.identity import crest
from foundation.dates import london_day
from reporting.pdf import PdfError, render_pdf
from reporting.workflow import ReportState
from scrutiny.models import Pack
from scrutiny.packs.contents import build
from scrutiny.packs.pack_versions import Figures, Reading, read_full, read_public
from scrutiny.packs.proof import PackRefused, prove


@dataclass(frozen=True, slots=True)
class Made:
    """One version of a pack, ready to hand out."""

    is_public: bool
    document: Mapping[str, Any]
    content: bytes


def make_pdf(pack: Pack, *, is_public: bool, at: datetime, published: str = "") -> Made:
    """One version of a pack as it stands at a moment. Raises PackRefused when it cannot be printed, or when the
    public one would hold exempt words.
    """
    figures = Figures(pack, at)
    full = read_full(pack, figures)
    return _made(read_public(pack, figures) if is_public else full, full, published)


def make_files(pack: Pack, *, at: datetime, published: str) -> list[Made]:
    """What a published pack consists of: the public version and, where something is exempt, the full one."""
    figures = Figures(pack, at)
    full, public = read_full(pack, figures), read_public(pack, figures)
    made = [_made(public, full, published)]
    return [*made, _made(full, full, published)] if full.is_exempt else made


def file_name(pack: Pack, *, is_public: bool) -> str:
    """ "environment-scrutiny-committee-2026-12-03-PUBLIC.pdf": committee and day, never a word of the contents."""
    committee = re.sub(r"[^a-z0-9]+", "-", pack.meeting.committee.name.lower()).strip("-")[:60] or "committee"
    return f"{committee}-{london_day(pack.meeting.held_at)}-{'PUBLIC' if is_public else 'EXEMPT'}.pdf"


def _made(reading: Reading, full: Reading, published: str) -> Made:
    _refuse_withdrawn(full)
    is_public = reading is not full or not full.is_exempt
    document = build(reading, published=published)
    try:
        pdf = render_pdf(document, timestamp=int(reading.figures.at.timestamp()), crest=crest())
        if is_public:
            prove(pdf, document, full=full, public=reading)
    except PdfError as trouble:
        raise PackRefused(f"The pack could not be printed. {trouble}") from trouble
    return Made(is_public, document, pdf)


def _refuse_withdrawn(full: Reading) -> None:
    """A report may have been withdrawn at the very moment it was put in, or put back."""
    for item in full.items:
        if item.report and item.report.state != ReportState.RELEASED:
            raise PackRefused(f"“{item.report.title}” was withdrawn. Take it out of the pack.")
