"""The product's settings for tests: as the demo, unless a test or the person who runs them says otherwise."""

import os

os.environ.setdefault("PMMI_MODE", "demo")

from pmmi.settings import *  # noqa: F403

# What a worker sends is in django.core.mail.outbox, as what Django's own tests send is.
PMMI_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PMMI_WEBHOOK_HOSTS = ["hooks.exampleshire.example"]
