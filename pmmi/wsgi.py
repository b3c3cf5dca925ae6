"""Entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmmi.settings")

application = get_wsgi_application()

from django.utils import timezone  # noqa: E402  the applications come first

from pmmi.running.safe_start import start  # noqa: E402

start(at=timezone.now())

# What was loaded at start lives as long as the process: without this each full collection walks some hundred
# thousand objects, and a page of 700 measures meets one every time.
gc.collect()
gc.freeze()
# A page makes some ten thousand objects and drops them at its end: a collection during the page finds nothing.
gc.set_threshold(20_000, 20, 20)
