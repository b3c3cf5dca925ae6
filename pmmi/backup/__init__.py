"""A council's whole database as one sealed file, of the same form for SQLite and PostgreSQL: made, checked, restored.

``container`` knows only bytes and the key, ``rows`` how a table becomes lines, ``contents`` what is in a file,
``restoring`` how a file becomes a database again; ``daily`` makes one a day.
"""


class BackupRefused(Exception):  # noqa: N818  a refusal, as ChangeRefused is
    """The file, the key or the database cannot be used; the text says why. Nothing was changed."""
