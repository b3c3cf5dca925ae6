"""How the workers stand beside the pages."""

import subprocess
import sys

import pytest

SAYS = """
import os
was = os.getpriority(os.PRIO_PROCESS, 0)
from celery.signals import worker_init
from pmmi import celery
worker_init.disconnect(celery._start_safely)
worker_init.send(sender=None)
worker_init.send(sender=None)
print(was, os.getpriority(os.PRIO_PROCESS, 0), celery.BEHIND_PAGES)
"""


@pytest.mark.parametrize("more", [0, 15])
def test_a_worker_leaves_the_processor_to_pages_first(more: int) -> None:
    line = ["nice", "-n", str(more), sys.executable, "-c", SAYS]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
    was, now, behind = map(int, said)
    assert now == max(was, behind)
