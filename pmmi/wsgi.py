"""Entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmmi.settings")

application = get_wsgi_application()

from django.utils import timezone  # noqa: E402  the applications come first

from pmmi.running.memory import keep_what_is_loaded  # noqa: E402
from pmmi.running.safe_start import start  # noqa: E402

start(at=timezone.now())
keep_what_is_loaded()
