"""The product's settings with the bench routes; static files straight from the build.

The clock stands in the month in which the last quarter is collected, so that every page shows what it shows then;
with ``BENCH_CLOCK=real`` it is left alone, for other checkouts know nothing of it.
"""

import os

import time_machine

os.environ["PMMI_MODE"] = "local"  # its council is none of the demo's

from tests.conftest import NOW
from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.QueryCount", *MIDDLEWARE]  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

if os.environ.get("BENCH_CLOCK") != "real":
    time_machine.travel(NOW, tick=True).start()
