"""Groups of tags that come with the product, ready to choose (A13, A19). Pure. A council may change what it chose."""

from typing import NamedTuple


class ShippedTag(NamedTuple):
    """A tag's name, and what it stands for in a few words."""

    name: str
    means: str = ""


class ShippedGroup(NamedTuple):
    """A group with its tags in order. ``is_balanced``: every priority is meant to have a measure of each tag."""

    name: str
    means: str
    is_balanced: bool
    tags: tuple[ShippedTag, ...]


def _tags(*names: str) -> tuple[ShippedTag, ...]:
    return tuple(ShippedTag(*(part.strip() for part in name.split(":", 1))) for name in names)


SHIPPED: dict[str, ShippedGroup] = {
    "inward-outward": ShippedGroup(
        "Inward and outward",
        "Whether something is for residents, or is about how the council runs itself.",
        True,
        _tags("Outward: for residents", "Inward: how we run ourselves"),
    ),
    "balanced-scorecard": ShippedGroup(
        "Balanced scorecard",
        "The four perspectives of Kaplan and Norton, in a council’s words.",
        True,
        _tags(
            "Residents and customers: what people get, and what they think of it",
            "Finance: what it costs, and what is had for it",
            "Internal processes: how well work is done",
            "Learning and growth: people, skills and ways to improve",
        ),
    ),
    "efqm": ShippedGroup(
        "EFQM excellence model",
        "The nine criteria: five of what an organisation does, four of what comes of it.",
        False,
        _tags(
            "Leadership", "Strategy", "People", "Partnerships and resources", "Processes, products and services",
            "Customer results", "People results", "Society results", "Business results",
        ),
    ),
    "sdg": ShippedGroup(
        "Sustainable Development Goals",
        "The seventeen goals of the United Nations’ 2030 Agenda.",
        False,
        _tags(
            "1 No poverty", "2 Zero hunger", "3 Good health and well-being", "4 Quality education",
            "5 Gender equality", "6 Clean water and sanitation", "7 Affordable and clean energy",
            "8 Decent work and economic growth", "9 Industry, innovation and infrastructure",
            "10 Reduced inequalities", "11 Sustainable cities and communities",
            "12 Responsible consumption and production", "13 Climate action", "14 Life below water",
            "15 Life on land", "16 Peace, justice and strong institutions", "17 Partnerships for the goals",
        ),
    ),
    "steepled": ShippedGroup(
        "STEEPLED",
        "What of the world outside it answers to.",
        False,
        _tags(
            "Social", "Technological", "Economic", "Environmental", "Political", "Legal", "Ethical", "Demographic",
        ),
    ),
    "laa": ShippedGroup(
        "Blocks of the local area agreement",
        "The four blocks under which partners agree targets.",
        False,
        _tags(
            "Children and young people", "Safer and stronger communities", "Healthier communities and older people",
            "Economic development and environment",
        ),
    ),
    "equality": ShippedGroup(
        "Equality strands",
        "The protected characteristics of the Equality Act 2010.",
        False,
        _tags(
            "Age", "Disability", "Gender reassignment", "Marriage and civil partnership", "Pregnancy and maternity",
            "Race", "Religion or belief", "Sex", "Sexual orientation",
        ),
    ),
}  # fmt: skip
"""By a key that forms send."""
