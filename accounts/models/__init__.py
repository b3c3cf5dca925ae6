from accounts.models.event import Event
from accounts.models.identity import Identity
from accounts.models.notice import Notice, NoticeKind, Watch
from accounts.models.organisation import Appointment, Post, Unit, UnitKind
from accounts.models.reorganisation import Move, Reorganisation, ReorganisationKind, ReorganisationState
from accounts.models.sign_in import Tries
from accounts.models.user import MailPace, User

__all__ = [
    "Appointment",
    "Event",
    "Identity",
    "MailPace",
    "Move",
    "Notice",
    "NoticeKind",
    "Post",
    "Reorganisation",
    "ReorganisationKind",
    "ReorganisationState",
    "Tries",
    "Unit",
    "UnitKind",
    "User",
    "Watch",
]
