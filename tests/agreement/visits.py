"""Everybody opens the pages that they may, and what they read there is written down."""

from collections.abc import Iterable, Iterator

from plans.periods import Period, parse_key
from tests.agreement import readers
from tests.agreement.claims import Claim, claimed
from tests.agreement.council import Q2, Council
from tests.agreement.readers.messages import read_messages
from tests.agreement.reading import Page
from tests.agreement.registry import READERS

assert readers.__all__  # importing them registers them

# Those who are shown the same of most pages: drafts of the whole council, those of one service, nothing but what is
# signed off, one partner's own.
ALIKE = (
    ("administrator", "director", "auditor"),
    ("approver", "data_officer"),
    ("cabinet_member", "councillor", "employee", "scrutiny_chair", "scrutiny_member"),
    ("partner",),
)
FEW, MANY = 2, 20


def claims_of(council: Council) -> Iterator[Claim]:
    """What all say. Pages of which there are few are opened by everybody, the others by one of each sort in turn; of
    very many, by two of them.
    """
    everybody = [role for roles in ALIKE for role in roles]
    clients = {role: council.client(role) for role in everybody}
    turn = council.spec.turn
    for reader in READERS:
        addresses, opened = list(reader.addresses(council)), 0
        for address in addresses:
            turn += 1
            for role in everybody if len(addresses) <= FEW else _in_turn(turn, len(addresses)):
                answer = clients[role].get(address)
                if answer.status_code == 200:
                    opened += 1
                    content = b"".join(answer) if answer.streaming else answer.content
                    page = Page(address, content, _quarter(address), role)
                    yield from claimed(reader.read(page, council), where=address, reader=role)
        assert opened, f"Nobody could open any of {addresses}."
    yield from read_messages()


def _in_turn(turn: int, addresses: int) -> Iterable[str]:
    sorts = ALIKE if addresses <= MANY else (ALIKE[0], ALIKE[1 + turn % 3])
    return [roles[turn // 3 % len(roles)] for roles in sorts]


def _quarter(address: str) -> Period:
    key = address.partition("period=")[2][:12]
    return parse_key(key) if key else Q2
