"""The files of a plan's paper."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.queries.identity import crest
from plans.models import Plan
from reporting.pdf import PdfError, render_pdf
from reporting.word_files import document_docx

FORMATS = ("pdf", "docx")


class PaperRefused(Exception):  # noqa: N818 - a refusal is an answer
    """The paper cannot be made; the message says why, for people."""


def paper_file(document: Mapping[str, Any], file_format: str, *, at: datetime) -> bytes:
    """The document as one of ``FORMATS``. Raises PaperRefused with a plain reason."""
    timestamp = int(at.timestamp())
    if file_format == "docx":
        return document_docx(document, timestamp=timestamp)
    try:
        return render_pdf(document, timestamp=timestamp, crest=crest())
    except PdfError as trouble:
        raise PaperRefused(f"The plan could not be printed. {trouble}") from trouble


def paper_name(plan: Plan, *, with_appendix: bool = False) -> str:
    """ "SP-PARKS-27", with DRAFT behind it until the plan is approved, and then whether it has its appendix; without
    what no file name should hold.
    """
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", plan.ref).strip("-.") or "plan"
    if plan.is_approved:
        return name
    return f"{name}-DRAFT-with-comments" if with_appendix else f"{name}-DRAFT"
