"""Who reads what where: one reader for each kind of page. A new page registers its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.reading import Page

Addresses = Callable[[Council], Iterable[str]]
Read = Callable[[Page, Council], Iterable[Said]]


@dataclass(frozen=True, slots=True)
class Reader:
    routes: tuple[str, ...]
    addresses: Addresses
    read: Read


READERS: list[Reader] = []


def reads(*routes: str, at: Addresses) -> Callable[[Read], Read]:
    """Registers a reader of the pages of these routes: ``at`` gives the addresses of a council's."""

    def register(read: Read) -> Read:
        READERS.append(Reader(routes, at, read))
        return read

    return register
