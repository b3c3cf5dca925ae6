"""The Celery application. Its broker is only a wake-up call: the truth of a job is its row."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmmi.settings")

TRANSPORT_ALIASES["filesystem"] = "pmmi.messages:Transport"

app = Celery("pmmi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
