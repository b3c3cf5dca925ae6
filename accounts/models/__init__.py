from accounts.models.event import Event
from accounts.models.organisation import Appointment, Post, Unit, UnitKind
from accounts.models.user import User

__all__ = ["Appointment", "Event", "Post", "Unit", "UnitKind", "User"]
