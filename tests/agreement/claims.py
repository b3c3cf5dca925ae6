"""What was said, where and to whom; and where two of them differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Said = tuple[str, str, str]  # kind of fact, what it is about, what is said


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact as one page tells it to one reader."""

    fact: str
    subject: str
    value: str
    where: str
    reader: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A fact that two claims tell differently: for each thing that is said, who says it."""

    fact: str
    subject: str
    said: dict[str, list[Claim]]

    def __str__(self) -> str:
        lines = [f"{self.fact} of {self.subject}:"]
        for value, claims in sorted(self.said.items(), key=lambda each: -len(each[1])):
            places = sorted({f"{claim.where} ({claim.reader})" for claim in claims})
            more = f" and {len(places) - 3} more" if len(places) > 3 else ""
            lines.append(f"    “{value}” says {'; '.join(places[:3])}{more}")
        return "\n".join(lines)


def disagreements(claims: Iterable[Claim]) -> list[Disagreement]:
    """Every fact of which not all say the same, by kind of fact."""
    found: dict[tuple[str, str], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        found[claim.fact, claim.subject][claim.value].append(claim)
    return [Disagreement(fact, subject, dict(said)) for (fact, subject), said in sorted(found.items()) if len(said) > 1]


def claimed(said: Iterable[Said], *, where: str, reader: str) -> Iterator[Claim]:
    for fact, subject, value in said:
        yield Claim(fact, subject, " ".join(value.split()).casefold(), where, reader)
