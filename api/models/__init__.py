from api.models.sent import SentOnce
from api.models.token import Token

__all__ = ["SentOnce", "Token"]
