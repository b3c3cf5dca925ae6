"""One backup a day into a folder, and no more of them than are wanted."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from foundation.heartbeats import BACKUP, beat
from pmmi.backup.contents import make_backup

# With what a process that was killed left unfinished.
_NAME = re.compile(r"\.?pmmi-(\d{4}-\d\d-\d\d)\.backup(\.\d+)?")


def keep_daily_backup(folder: Path, *, key: str, days: int, at: datetime) -> Path | None:
    """Make today's backup where it is missing, and take away those older than ``days`` days. None: it was there.

    Older ones go only after today's is made: while it fails, nothing is lost.
    """
    today = timezone.localdate(at)
    path = folder / f"pmmi-{today.isoformat()}.backup"
    if path.exists():
        return None
    make_backup(path, key=key, at=at)
    beat(BACKUP, at=at)
    for each in folder.iterdir():
        named = _NAME.fullmatch(each.name)
        if named and date.fromisoformat(named[1]) <= today - timedelta(days=days):
            each.unlink()
    return path
