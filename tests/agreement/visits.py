"""Everybody opens the pages that they may, and what they read there is written down."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import chain, islice
from unittest import mock

from django.test import Client

from plans.periods import Period, parse_key
from reporting.dashboards import measure
from tests.agreement import readers
from tests.agreement.claims import Claim, Said, claimed
from tests.agreement.council import Q2, Council
from tests.agreement.readers.messages import read_messages
from tests.agreement.readers.prints import read_pack_pdf
from tests.agreement.reading import Page
from tests.agreement.registry import READERS
from tests.agreement.specs import STAGES

assert readers.__all__  # importing them registers them

# Those who are shown the same of most pages: drafts of the whole council, those of one service, nothing but what is
# signed off, one partner's own.
ALIKE = (
    ("administrator", "director", "auditor"),
    ("approver", "data_officer"),
    ("cabinet_member", "councillor", "employee", "scrutiny_chair", "scrutiny_member"),
    ("partner",),
)
FEW = 2


def claims_of(council: Council, *, first: Collection[str] = ()) -> Iterator[Claim]:
    """What all say; pages of the routes ``first`` before the others.

    Pages of which there are few are opened by everybody within the stages of a collection, the others by two of
    different sorts in turn.
    """
    clients = {role: council.client(role) for roles in ALIKE for role in roles}
    machines = {role: council.machine(role) for role in clients}
    turn, stage = council.spec.turn, STAGES.index(council.spec.stage)
    with _quick():
        for reader in sorted(READERS, key=lambda each: bool(first) and each.routes[0] not in first):
            addresses, opened = list(reader.addresses(council)), 0
            for address in addresses:
                turn += 1
                asked = _share(stage) if len(addresses) <= FEW else _in_turn(turn)
                for page in _opened(address, asked, machines if address.startswith("/api/") else clients):
                    opened += 1
                    said = chain(reader.read(page, council), _drawn(page))
                    yield from claimed(said, where=address, reader=page.reader)
            assert opened or not addresses, f"Nobody could open any of {addresses}."
    yield from read_messages()
    yield from read_pack_pdf(council)


def _opened(address: str, asked: Iterable[str], clients: Mapping[str, Client]) -> Iterator[Page]:
    """The page as each of those asked is shown it; where none of them may open it, as the first other who may."""
    anybody = False
    for page in filter(None, (_page(address, role, clients[role]) for role in asked)):
        anybody = True
        yield page
    if not anybody:
        yield from islice(filter(None, (_page(address, role, client) for role, client in clients.items())), 1)


def _page(address: str, role: str, client: Client) -> Page | None:
    answer = client.get(address)
    if answer.status_code != 200:
        return None
    content = b"".join(answer) if answer.streaming else answer.content
    return Page(address, content, _quarter(address), role)


def _quick() -> AbstractContextManager[object]:
    """What a script draws is made of the same rows as the table beside it, which is what is read."""
    return mock.patch.object(measure, "line_figure", return_value={})


def _drawn(page: Page) -> Iterator[Said]:
    """A word has one shape and one colour wherever it stands."""
    if page.is_html:
        for word, shape in page.drawn:
            yield "how a status is drawn", word.casefold(), shape


def _share(stage: int) -> list[str]:
    """A third of each sort, so that everybody's turn comes within the three stages."""
    shares = [(roles, -(-len(roles) // len(STAGES))) for roles in ALIKE]
    return [roles[(stage * share + n) % len(roles)] for roles, share in shares for n in range(share)]


def _in_turn(turn: int) -> list[str]:
    return [roles[turn // 3 % len(roles)] for roles in (ALIKE[0], ALIKE[1 + turn % 3])]


def _quarter(address: str) -> Period:
    key = address.partition("period=")[2][:12]
    return parse_key(key) if key else Q2
