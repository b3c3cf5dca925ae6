"""The project: settings, routes and the processes. Knows every app; nothing imports it."""

from pmmi.celery import app as celery_app

__all__ = ["celery_app"]
