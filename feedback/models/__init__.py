from feedback.models.consultation import Consultation
from feedback.models.record import COUNTED, PRIVATE, Attachment, Kind, Record
from feedback.models.theme import Theme

__all__ = ["COUNTED", "PRIVATE", "Attachment", "Consultation", "Kind", "Record", "Theme"]
