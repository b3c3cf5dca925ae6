"""The product's settings with the bench routes; static files straight from the build."""

from pmmi.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
