"""How gunicorn runs the product, wherever it is started: ``gunicorn --config python:pmmi.running.web_server``."""

import os
import sys
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


def post_worker_init(_worker: object) -> None:
    """While one thread works out the preview of a large file, the others wait for their turn after each statement that
    they ask of the database: half a millisecond, not Python's five.
    """
    sys.setswitchinterval(0.0005)
