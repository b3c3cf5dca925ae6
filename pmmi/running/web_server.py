"""How gunicorn runs the product, wherever it is started: ``gunicorn --config python:pmmi.running.web_server``."""

import os
from logging.config import dictConfig

from foundation.logs import configuration

wsgi_app = "pmmi.wsgi:application"
worker_class = "pmmi.running.patient_worker.PatientWorker"
workers = 2
threads = 4
# More than wait for their request to be whole (pmmi/running/patient_worker.py).
worker_connections = 200
timeout = 60
graceful_timeout = 30
keepalive = 5
loglevel = "warning"


def on_starting(_server: object) -> None:
    """What the server itself tells goes into the log as everything else does."""
    dictConfig(configuration(os.environ))
