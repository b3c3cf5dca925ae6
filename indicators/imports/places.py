"""Where in a file a row stands, as one number: its line or, where one line of a wide sheet holds the figures of several
periods, its line and a column.

So everything that tells rows apart by their line does so of wide sheets too. Standard library only.
"""

_COLUMN = 1 << 32


def place(line: int, column: int) -> int:
    """The number of a cell. ``column``: 0 is A."""
    return line + (column + 1) * _COLUMN


def place_words(number: int) -> str:
    """As a person finds it: "14" for a line, "F14" for a cell."""
    column, line = divmod(number, _COLUMN)
    return f"{letters(column - 1)}{line}" if column else str(line)


def in_place(number: int) -> str:
    """Within a sentence: "line 14", "cell F14"."""
    return f"{'cell' if number >= _COLUMN else 'line'} {place_words(number)}"


def letters(index: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
