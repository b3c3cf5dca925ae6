"""Paragraphs and bullet points."""

from reporting.sections.blocks import Point, Points, Words
from reporting.sections.kind import SectionKind

PARAGRAPHS = SectionKind("paragraphs", list[str], lambda section: [Words(section["paragraphs"])])
BULLETS = SectionKind("bullets", list[str], lambda section: [Points([Point(text) for text in section["bullets"]])])
