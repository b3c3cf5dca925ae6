"""The Celery application. Its broker only wakes a worker; the job itself is a row in the database."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmmi.settings")

TRANSPORT_ALIASES["filesystem"] = "pmmi.messages:Transport"

app = Celery("pmmi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
