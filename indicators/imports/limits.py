"""Limits on uploaded files, and the exception that refuses a whole file. Standard library only."""

MIB = 1024 * 1024

MAX_FILE_BYTES = 20 * MIB
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_HEADING_ROW = 20
LOOKED_AT_ROWS = 40  # of each sheet, where a person says what its columns are
LOOKED_AT_SHEETS = 12
LOOKED_AT_COLUMNS = 120
LOOKED_AT_CHARACTERS = 120  # of each cell
MAX_CELL_CHARACTERS = 32_767  # as Excel itself
MAX_TEXT_CHARACTERS = 40_000_000  # one long text shared by every cell must not fill the memory of the parent process
MAX_PROBLEMS = 5_000

MAX_UNPACKED_BYTES = 100_000_000
MAX_RATIO = 100
RATIO_APPLIES_FROM = MIB  # small parts of honest workbooks pack very tightly
MAX_MEMBERS = 1_000
MAX_SHARED_TEXTS = 1_000_000
MAX_ELEMENTS = 6_400_000  # a row has 39 with 19 figures, and 58 with 19 texts written into their cells
MAX_TOKEN_BYTES = 2 * MIB

# The child needs about 80 MiB for 100,000 rows of 19 columns. RLIMIT_DATA is what keeps it under 300 MiB; RLIMIT_AS is
# wider because it also counts shared libraries and mapped files, which cost no memory of their own.
CHILD_DATA_BYTES = 280 * MIB
CHILD_ADDRESS_SPACE_BYTES = 1024 * MIB
CHILD_CPU_SECONDS = 20
CHILD_WALL_SECONDS = 25  # under the web server's own limit of 30 s, so that a person gets our message


class FileRefused(Exception):  # noqa: N818 - it says what happened to the file
    """The whole file cannot be used. The message tells the person what is wrong, where, and what to do."""


class HeadingsRefused(FileRefused):
    """The file has no headings that are known by themselves. A person may say what its columns are."""


def shown(text: str, length: int = 60) -> str:
    """Text from a file as it may be quoted in a message: one line, printable, at most `length` characters."""
    printable = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    flat = " ".join(printable.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
