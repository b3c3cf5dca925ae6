from scrutiny.models.committee import Meeting, MeetingAction, Remit
from scrutiny.models.pack import PARAGRAPHS, MayBeExempt, Pack, PackFile, PackItem, PackQuestion

__all__ = [
    "PARAGRAPHS",
    "MayBeExempt",
    "Meeting",
    "MeetingAction",
    "Pack",
    "PackFile",
    "PackItem",
    "PackQuestion",
    "Remit",
]
