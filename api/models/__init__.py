from api.models.sent import SentOnce
from api.models.token import Token
from api.models.webhook import Delivery, Webhook

__all__ = ["Delivery", "SentOnce", "Token", "Webhook"]
