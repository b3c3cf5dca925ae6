"""The product's settings for drills: static files straight from the build, and each person with an address of their own
(the drill says which, as a proxy would), because limits of tries go by address.
"""

from tests.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1
