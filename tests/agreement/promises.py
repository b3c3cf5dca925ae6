"""What the rules promise where all pages could agree and all be wrong: compared as one more page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from indicators.models import Observation
from tests.agreement.claims import Claim
from tests.agreement.collection import SEND_BACK
from tests.agreement.compared import FEW
from tests.agreement.council import NOW, Council
from tests.agreement.figures import UNSIGNED
from tests.agreement.readers.returns import SIGN_OFF, UNTIL

RULES, LONDON = "the rules", ZoneInfo("Europe/London")
# Who reads figures before sign-off of the whole council, and who of the measures of a service.
READ_DRAFTS = ("administrator", "director", "auditor")
READ_OWN = {"approver": "Housing", "data_officer": "Housing", "partner": "Health Trust"}


def promised(council: Council, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Each broken or kept promise as two claims: what was read, and what the rules say."""
    yield from _new(council, claims)
    yield from _unsigned(council, claims)
    yield from _deadlines(council, claims)
    yield from _sent_back(council, claims)
    yield from _cells(claims)
    yield from _missing_and_late(council, claims)
    yield from _few(claims)
    yield from _unsigned_groups(claims)


def _new(council: Council, claims: Sequence[Claim]) -> Iterator[Claim]:
    """A measure defined today is expected from the next quarter on."""
    new = {ref for ref, spec in council.specs.items() if spec.since == "new"}
    for claim in claims:
        if claim.fact == "status" and claim.subject[:4] in new:
            said = "missing already" if claim.value == "no figure yet" else "not due"
            yield from _both("a measure defined today", claim.subject, said, "not due", claim)


def _unsigned(council: Council, claims: Sequence[Claim]) -> Iterator[Claim]:
    """To whoever may not read drafts a figure before sign-off does not exist."""
    services = {ref: measure.service.name for ref, measure in council.measures.items()}
    for claim in claims:
        if claim.fact not in ("value", "draft value", "state of the figure") or claim.reader in READ_DRAFTS:
            continue
        if READ_OWN.get(claim.reader) == services[claim.subject[:4]]:
            continue
        is_shown = claim.fact == "draft value" or UNSIGNED in claim.value or claim.value.startswith(("draft", "sent"))
        said = "shown" if is_shown else "hidden"
        yield from _both("a figure before sign-off, to others", claim.subject, said, "hidden", claim)


def _deadlines(council: Council, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Nobody has to sign off before the figures have to be handed in; what was sent back has a day of its own."""
    hand_in = {claim.subject: claim for claim in claims if claim.fact == UNTIL and claim.where.endswith("/")}
    for claim in claims:
        if claim.fact == SIGN_OFF and claim.subject in hand_in.keys() - {council.spec.sent_back}:
            said = "after hand-in" if _day(claim) >= _day(hand_in[claim.subject]) else "before hand-in"
            yield from _both("the day of sign-off", claim.subject, said, "after hand-in", claim)


def _sent_back(council: Council, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Where all that is left was sent back, it is late from a day after that on."""
    left = Observation.objects.filter(
        in_return__service__name=council.spec.sent_back, in_return__period=council.cycle.period, is_current=True
    ).exclude(state__in=("approved", "submitted"))
    figures = list(left.select_related("in_return"))
    if not figures or any(figure.note_back != SEND_BACK for figure in figures):
        return
    sent_on = min(NOW, figures[0].in_return.locks_at).astimezone(LONDON).toordinal() - 1
    for claim in claims:
        if claim.fact == "late since" and claim.subject == council.spec.sent_back:
            said = "after it was sent back" if _day(claim).toordinal() > sent_on else "before it was sent back"
            yield from _both("late since", f"all sent back of {claim.subject}", said, "after it was sent back", claim)


def _missing_and_late(council: Council, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Nobody is told that a figure is late while there is time: until grace, exception or its own day is over."""
    owed = Observation.objects.filter(is_current=True, in_return__isnull=False).exclude(
        state__in=("approved", "submitted")
    )
    times: dict[str, list[datetime]] = defaultdict(list)
    for figure in owed.select_related("in_return", "indicator"):
        dates = figure.in_return.grace_ends_at, figure.in_return.extended_to, figure.back_by
        times[f"{figure.indicator.ref} in {figure.in_return.period.label}".casefold()].append(max(filter(None, dates)))
    for claim in claims:
        if claim.fact == "missing and late":
            ends = times[claim.subject.casefold()]
            rule = "late" if ends and min(ends) < NOW else "in time"
            yield Claim(claim.fact, claim.subject, rule, RULES, "all")


def _cells(claims: Sequence[Claim]) -> Iterator[Claim]:
    """A group's cell is its counts, never its commonest status."""
    for claim in claims:
        if claim.fact == "cell of the quarters":
            yield Claim(claim.fact, claim.subject, "counts", RULES, "all")


def _few(claims: Sequence[Claim]) -> Iterator[Claim]:
    """What so few people stand behind is told to nobody, on no page and in no file."""
    for claim in claims:
        if claim.fact == "figure of a group" and claim.subject.startswith(f"{FEW} of "):
            yield from _both("a figure of few people", claim.subject, claim.value, "not shown", claim)


def _unsigned_groups(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Groups are told of figures that were signed off, and of no others."""
    stood = Observation.objects.filter(is_current=True, state="approved").select_related("indicator")
    signed = {f"{each.indicator.ref} in {each.period.label}" for each in stood}
    for claim in claims:
        if claim.fact == "figure of a group":
            said = "signed off" if claim.subject.partition(" of ")[2] in signed else "not signed off"
            yield from _both("whose groups are told", claim.subject, said, "signed off", claim)


def _both(fact: str, subject: str, said: str, rule: str, claim: Claim) -> Iterator[Claim]:
    yield Claim(fact, subject, said, claim.where, claim.reader)
    yield Claim(fact, subject, rule, RULES, "all")


def _day(claim: Claim) -> date:
    return datetime.strptime(claim.value, "%d %B %Y").date()  # noqa: DTZ007 - a day of the calendar
