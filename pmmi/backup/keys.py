"""The key of the backups: a passphrase that the council keeps apart from them."""

from pathlib import Path

from django.conf import settings

from pmmi.backup import BackupRefused

SHORTEST = 22  # letters and figures, at random: 128 bits and more


def backup_key(file: Path | None = None) -> str:
    """The passphrase in ``file``, else in the settings. Raises BackupRefused where there is none, or a short one."""
    name = file or settings.PMMI_BACKUP_KEY_FILE
    key = _read(Path(name)) if name else settings.PMMI_BACKUP_KEY
    if not key:
        raise BackupRefused(
            "A backup is sealed with a key that the council keeps. Set PMMI_BACKUP_KEY, or PMMI_BACKUP_KEY_FILE to a "
            "file that holds it. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(40))'"
        )
    if len(key) < SHORTEST:
        raise BackupRefused(f"The key of the backups is too short: give it {SHORTEST} random characters or more.")
    return key


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise BackupRefused(f"The key cannot be read from {path}: {error.strerror}.") from error
