"""A plan as a paper for a meeting: one document, drawn as a page, as tagged PDF and as DOCX.

It is made anew each time from the plan as it stands, for what its reader may know of; nothing is frozen or stored.
"""

from reporting.plan_papers.contents import plan_paper
from reporting.plan_papers.files import FORMATS, PaperRefused, paper_file, paper_name

__all__ = ["FORMATS", "PaperRefused", "paper_file", "paper_name", "plan_paper"]
