"""Finds whatever was done to the trail after it was written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from accounts.audit_chain import DIGESTED, ERASURE, EVENT, GENESIS, Line, content_of, plain_digest, sealed_digest
from accounts.models import Event

SHOWN = 20
_CHUNK = 2000


@dataclass(slots=True)
class Checked:
    """What a walk over the whole trail found. ``problems`` are sentences, the first ``SHOWN`` of ``faults``.

    ``sealed_from`` is the number and the time of the first event whose digest needs the key; None where none has.
    """

    events: int = 0
    last_digest: str = GENESIS
    sealed_from: tuple[int, datetime] | None = None
    erased: int = 0
    faults: int = 0
    problems: list[str] = field(default_factory=list)

    def found(self, problem: str) -> None:
        self.faults += 1
        if self.faults <= SHOWN:
            self.problems.append(problem)


def check_trail() -> Checked:
    """Walk the trail, oldest first: events altered, removed, inserted, put in another order or written anew without the
    key. It is read as a stream, so its length does not matter.
    """
    seen, tombstones = Checked(), _tombstones()
    for line in _lines():
        if line.previous_digest != seen.last_digest:
            seen.found(f"Event {line.pk} does not follow the event before it: one was removed or inserted.")
        _check_digest(line, seen, tombstones)
        seen.last_digest = line.digest
        seen.events += 1
    if seen.events and seen.sealed_from is None:
        seen.found(
            "No event has a digest made with PMMI_AUDIT_KEY: the trail was written anew without it, or the key is not "
            "the one that it was sealed with."
        )
    return seen


class _Row(Line):
    pk: int
    digest: str


def _lines() -> Iterator[_Row]:
    names = ("pk", "at", "by_id", *DIGESTED, "previous_digest", "digest")
    return Event.objects.order_by("pk").values_list(*names, named=True).iterator(chunk_size=_CHUNK)


def _check_digest(line: _Row, seen: Checked, tombstones: dict[str, str]) -> None:
    content = content_of(line)
    if seen.sealed_from is None and line.digest == plain_digest(content):
        return
    sealed = sealed_digest(content)
    if line.digest == sealed:
        seen.sealed_from = seen.sealed_from or (line.pk, line.at)
    elif tombstones.get(str(line.pk)) == sealed:
        seen.erased += 1
    elif line.digest == plain_digest(content):
        seen.found(f"Event {line.pk} was written without the key, after the trail was sealed.")
    else:
        seen.found(f"Event {line.pk} was altered after it was written.")


def _tombstones() -> dict[str, str]:
    """For the number of each event whose words were erased, the digest of what was left of it.

    It is in an event that nobody can write without the key, and that is checked like every other.
    """
    erasures = Event.objects.filter(thing_type=EVENT, action=ERASURE).order_by("pk")
    return {number: _digest_told(changes) for number, changes in erasures.values_list("thing_id", "changes")}


def _digest_told(changes: object) -> str:
    """The digest in an erasure's changes; "" in what somebody forged and that has none."""
    match changes:
        case {"digest": [_, str(digest)]}:
            return digest
    return ""
