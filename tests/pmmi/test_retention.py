"""What is kept for how long: the paper says what the task does, and the task does it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accounts.changes import tries
from accounts.models import Tries
from pmmi import retention
from pmmi.tasks import keep_to_retention
from tests.conftest import NOW

ROOT = Path(__file__).parents[2]


def test_the_paper_prints_the_list():
    rows = [f"| {each.what} | {each.until} |" for each in retention.schedule()]
    table = "\n".join(["| what | until |", "|---|---|", *rows])
    assert f"\n\n{table}\n\n" in (ROOT / "docs" / "data-protection.md").read_text()


def test_it_runs_each_night():
    entry = settings.CELERY_BEAT_SCHEDULE["keep-to-retention"]
    assert entry["task"] == keep_to_retention.name
    assert entry["schedule"].hour == {3}


@pytest.mark.django_db
def test_what_fails_does_not_keep_the_rest_and_is_told(monkeypatch: pytest.MonkeyPatch):
    Tries.objects.create(subject="s", latest_at=NOW - tries.FORGOTTEN_AFTER - timedelta(minutes=1))
    first, *rest = retention.schedule()

    def fails(**_: object) -> int:
        raise OSError("The disk is full.")

    monkeypatch.setattr(retention, "schedule", lambda: (replace(first, remove=fails), *rest))
    with pytest.raises(ExceptionGroup) as raised:
        keep_to_retention()
    assert [str(error) for error in raised.value.exceptions] == ["The disk is full."]
    assert not Tries.objects.exists()
