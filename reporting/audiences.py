"""Who gets which report, of what, in what depth (D2). All of it is data on this page.

What belongs to a committee is known to the app above, which says how to read it (``register_remits``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.models import Audience, Report, ReportKind
from reporting.queries.subjects import Remit, Subject, plans_reported, priorities, units_beneath

A, K = Audience, ReportKind


class Scope(Enum):
    """What one report of a kind is about."""

    COUNCIL = "the whole council: one report"
    PLANS = "one report for each plan at a level that is reported on each quarter"
    PRIORITIES = "one report for each priority"
    REMITS = "one report for each committee, of all that belongs to it"
    PLANS_IN_REMIT = "for each committee, one report for each reported plan of a service that belongs to it"
    PRIORITIES_IN_REMIT = "for each committee, one report for each priority that belongs to it"


# What is built each quarter.
BUILT: tuple[tuple[ReportKind, Audience, Scope], ...] = (
    (K.SERVICE, A.MANAGEMENT_TEAM, Scope.PLANS),
    (K.SERVICE, A.SCRUTINY, Scope.PLANS_IN_REMIT),
    (K.EXCEPTION, A.MANAGEMENT_TEAM, Scope.COUNCIL),
    (K.EXCEPTION, A.CABINET, Scope.COUNCIL),
    (K.EXCEPTION, A.SCRUTINY, Scope.REMITS),
    (K.THEMED, A.MANAGEMENT_TEAM, Scope.PRIORITIES),
    (K.THEMED, A.CABINET, Scope.PRIORITIES),
    (K.THEMED, A.SCRUTINY, Scope.PRIORITIES_IN_REMIT),
)


# Where there is a budget, these tell of money beside performance, to every audience: the joint report.
JOINT: Mapping[ReportKind, str] = {
    K.SERVICE: "Joint performance and finance report",
    K.THEMED: "Joint performance and finance report",
}


@dataclass(frozen=True, slots=True)
class Depth:
    """What an audience reads. With ``only_key_or`` these are key measures and those with one of these statuses (empty:
    all measures); ``because`` says why. ``data_quality`` adds the section about the quality of figures.
    """

    words: str
    only_key_or: frozenset[Status] = frozenset()
    because: str = ""
    data_quality: bool = False


DEPTHS: Mapping[Audience, Depth] = {
    A.MANAGEMENT_TEAM: Depth(
        "Everything: every measure and milestone, those near target too, and the quality of the data.",
        data_quality=True,
    ),
    A.CABINET: Depth(
        "The key measures, and beyond them every measure that is off target or exceeds it.",
        only_key_or=frozenset({Status.RED, Status.EXCEEDING}),
        because="are key measures, off target, or exceeding the target",
    ),
    A.SCRUTINY: Depth("Everything that belongs to the committee's remit, and nothing else."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One report to be built."""

    kind: ReportKind
    audience: Audience
    title: str
    subject: Subject
    remit: Remit | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """As ``Report.key``."""
        return tuple(self.fields()[name] for name in Report.KEY)

    @property
    def audience_name(self) -> str:
        return self.remit.committee if self.remit else Audience(self.audience).label

    @property
    def label(self) -> str:
        """Title and audience: no two reports of a run have the same."""
        return self.title if self.audience_name in self.title else f"{self.title}, {self.audience_name}"

    @property
    def depth(self) -> Depth:
        return DEPTHS[self.audience]

    def fields(self) -> dict[str, object]:
        """As the report's row stores it."""
        return {
            "kind": self.kind,
            "audience": self.audience,
            "title": self.title,
            "subject_type": self.subject.type,
            "subject_id": self.subject.pk,
            "subject_name": self.subject.name[:300],
            "unit_id": self.subject.unit_id,
            "committee_id": self.remit and self.remit.committee_id,
        }


ReadRemits = Callable[[date | None], Iterable[Remit]]
_read_remits: list[ReadRemits] = []


def register_remits(read: ReadRemits) -> None:
    """Say how to read the committees' remits; called once, when the app that knows them is ready."""
    _read_remits[:] = [read]


def remits(day: date | None = None) -> list[Remit]:
    """What belongs to each committee, units beneath its services included; [] where no committee has a remit. With a
    day, as services were at its end.
    """
    found = [remit for read in _read_remits for remit in read(day)]
    if not found:
        return []
    beneath = units_beneath(day)
    return [remit.reaching(beneath) for remit in sorted(found, key=lambda each: each.committee)]


def orders(period: Period, *, kinds: Sequence[ReportKind] = ()) -> list[Order]:
    """The reports to build for a quarter, of these kinds (none: all), in the order they are built in."""
    committees, plans, themes = remits(period.end), plans_reported(period), priorities(period)
    subjects: dict[Scope, list[tuple[Subject, Remit | None]]] = {
        Scope.COUNCIL: [(Subject("", 0, ""), None)],
        Scope.PLANS: [(plan, None) for plan in plans],
        Scope.PRIORITIES: [(theme, None) for theme in themes],
        Scope.REMITS: [(Subject("committee", each.committee_id, each.committee), each) for each in committees],
        Scope.PLANS_IN_REMIT: [(p, each) for each in committees for p in plans if p.unit_id in each.service_ids],
        Scope.PRIORITIES_IN_REMIT: [(t, each) for each in committees for t in themes if t.pk in each.priority_ids],
    }
    return [
        Order(kind=kind, audience=audience, title=_title(kind, subject), subject=subject, remit=remit)
        for kind, audience, scope in BUILT
        if not kinds or kind in kinds
        for subject, remit in subjects[scope]
    ]


def _title(kind: ReportKind, subject: Subject) -> str:
    match kind:
        case ReportKind.SERVICE:
            return f"{subject.name}: quarterly monitoring report"
        case ReportKind.THEMED:
            return f"{subject.name}: progress report"
        case ReportKind.EXCEPTION:
            return f"{subject.name}: exception report" if subject.name else "Exception report"
