"""The cookie that carries a notice ("It is saved.") to the next page, where the product is served."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """With a name for which browsers take it from this host alone, over HTTPS."""

    cookie_name = "__Host-messages"


class HostStorage(FallbackStorage):
    """As Django's own: what is too long for a cookie goes into the session."""

    storage_classes = (HostCookieStorage, SessionStorage)
