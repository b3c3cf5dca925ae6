"""What the product writes is for its own user alone: the database, mail with password links, messages to the worker."""

import os
from pathlib import Path

# Made readable for everybody by versions before this.
_ONCE_OPEN = ("mail", "queue", "pmmi.sqlite3", "pmmi.sqlite3-wal", "pmmi.sqlite3-shm", "schedule")


def keep_private(folder: Path) -> None:
    """From here on every file and folder of this process is its user's own; what is in ``folder`` and was open is
    closed. Called once, where every process begins: in the settings.
    """
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder / name for name in _ONCE_OPEN):
        if path.exists() and path.stat().st_uid == os.getuid():
            path.chmod(path.stat().st_mode & 0o700)
