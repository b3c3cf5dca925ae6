"""A long row of things that is made piece by piece and read from its start, kept on disk."""

import marshal
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any, Generic, TypeVar

Each = TypeVar("Each")
_TOGETHER = 1000


class Spool(Generic[Each]):
    """Things in the order in which they were added; at most a thousand of them are in memory. They are plain: texts,
    bytes, numbers, None, and tuples of these. It may be read more than once, and nothing is added once it was.
    """

    def __init__(self) -> None:
        self._file: Any = None
        self._last: list[Each] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, thing: Each) -> None:
        """Put one more at its end."""
        self._last.append(thing)
        self._count += 1
        if len(self._last) == _TOGETHER:
            # No name: nobody else can open it, and it is gone with the process.
            self._file = self._file or TemporaryFile()  # noqa: SIM115 - closed with the spool
            marshal.dump(self._last, self._file)
            self._last = []

    def __iter__(self) -> Iterator[Each]:
        if self._file:
            self._file.seek(0)
            for _ in range((self._count - len(self._last)) // _TOGETHER):
                yield from marshal.load(self._file)  # noqa: S302 - our own, in a file that nobody else can open
        yield from self._last

    def __del__(self) -> None:
        if self._file:
            self._file.close()
