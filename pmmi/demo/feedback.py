"""What people say of Exampleshire's services, and who took part in setting what they are measured by. All invented."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.actors import Actor
from feedback.changes.consultations import ConsultationDetails, record_consultation
from feedback.changes.records import RecordDetails, attach, record_feedback
from feedback.changes.themes import ThemeDetails, make_theme
from feedback.models import Kind, Theme
from foundation.attachments import read_attachment
from foundation.dates import london_day
from indicators.models import Indicator
from plans.models import Objective
from plans.periods import Period
from pmmi.demo.organisation import Organisation

THEMES = (
    ("Missed bins", "Not collected, or collected on another day"),
    ("Waiting for an answer", "Nobody replied, or not in the time that was promised"),
    ("Damp and mould", "Homes that are damp, whoever owns them"),
    ("Staff who helped", "Thanks to somebody by name or team"),
    ("Workload", "Too much to do, or too few to do it"),
)
ENV, HOUSING, BENEFITS = "Environmental and Technical Services", "Housing Services", "Finance, Revenues and Benefits"


class Batch(NamedTuple):
    """So many of a kind about a theme in each of the last four quarters, the oldest first; 0 for none."""

    service: str
    kind: Kind
    theme: str
    title: str
    counts: tuple[int, int, int, int]
    measure: str = ""


BATCHES = (
    Batch(ENV, Kind.COMPLAINT, "Missed bins", "Bins missed after the rounds changed", (31, 29, 64, 48), "ETS01"),
    Batch(ENV, Kind.COMPLAINT, "Waiting for an answer", "No reply about a missed bin", (6, 4, 21, 17)),
    Batch(ENV, Kind.COMPLIMENT, "Staff who helped", "Thanks to the crews", (9, 11, 7, 12), "ETS01"),
    Batch(ENV, Kind.CASEWORK, "Missed bins", "Bins in Harbour ward, from surgeries", (2, 1, 9, 6), "ETS01"),
    Batch(ENV, Kind.CONCERN, "Workload", "Rounds too long to finish", (0, 2, 8, 3)),
    Batch(HOUSING, Kind.COMPLAINT, "Damp and mould", "Damp not treated within a month", (12, 18, 22, 26)),
    Batch(HOUSING, Kind.CASEWORK, "Damp and mould", "Damp, from surgeries", (3, 4, 7, 8)),
    Batch(HOUSING, Kind.COMPLIMENT, "Staff who helped", "Thanks to housing advice", (5, 8, 6, 9), "HS07"),
    Batch(
        BENEFITS,
        Kind.COMPLAINT,
        "Waiting for an answer",
        "Change of circumstances not dealt with",
        (14, 16, 23, 19),
        "RB08",
    ),
    Batch(BENEFITS, Kind.COMPLIMENT, "Staff who helped", "Thanks to the benefits desk", (4, 3, 5, 4)),
)
STORY = (
    "Street by street, the crews of the south round wrote down which lanes the new lorry cannot turn in. Eleven were "
    "given back to the small lorry. On those streets nobody has complained since."
)
ADVICE = (
    "A family of four had notice to leave in three weeks. An adviser rang the landlord the same day, found the arrears "
    "to be a late payment of ours, and had it paid. They are still at home."
)


def make_feedback(
    organisation: Organisation, indicators: Mapping[str, Indicator], *, current: Period, by: Actor, now: datetime
) -> None:
    """Themes, four quarters of what people said, two stories, two surveys, and who took part in setting a few things."""
    at = now - timedelta(days=6)
    themes = {
        name: make_theme(by=by, at=at, details=ThemeDetails(name=name, about=about)) for name, about in THEMES
    }  # fmt: skip
    for batch in BATCHES:
        _record(batch, organisation, indicators, themes, current, by=by, at=at)
    _stories(organisation, indicators, current, by=by, at=at)
    _surveys(organisation, indicators, current, by=by, at=at)
    _took_part(indicators, current, by=by, at=at)


def _record(
    batch: Batch, organisation: Organisation, indicators: Mapping[str, Indicator], themes: Mapping[str, Theme],
    current: Period, *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    for back, count in zip((3, 2, 1, 0), batch.counts, strict=True):
        if count:
            quarter = current.previous(back)
            details = RecordDetails(
                unit=organisation.services[batch.service], title=batch.title, first_on=quarter.start,
                last_on=quarter.end, count=count, themes=[themes[batch.theme]],
                measures=[indicators[batch.measure]] if batch.measure else [],
                source="Members’ surgeries" if batch.kind == Kind.CASEWORK else "Customer services",
            )  # fmt: skip
            record_feedback(by=by, at=at, kind=batch.kind, details=details)


def _stories(
    organisation: Organisation, indicators: Mapping[str, Indicator], current: Period, *, by: Actor, at: datetime
) -> None:
    for service, measure, title, words, days in (
        (ENV, "ETS01", "How a round was put right by those who drive it", STORY, 20),
        (HOUSING, "HS07", "A notice to leave that was taken back", ADVICE, 40),
    ):
        day = current.end - timedelta(days=days)
        details = RecordDetails(
            unit=organisation.services[service], title=title, first_on=day, last_on=day, words=words,
            measures=[indicators[measure]], source="Told by the team, with leave of those it is about",
        )  # fmt: skip
        record_feedback(by=by, at=at, kind=Kind.STORY, details=details)


def _surveys(
    organisation: Organisation, indicators: Mapping[str, Indicator], current: Period, *, by: Actor, at: datetime
) -> None:
    asked = {
        "question": "How satisfied are you with the collection of your bins?",
        "answer": "Satisfied or very satisfied",
    }
    details = RecordDetails(
        unit=organisation.services[ENV], title="Residents’ survey: bins", first_on=current.start,
        last_on=current.end - timedelta(days=30), **asked, asked=2400, answered=812, said_so=568,
        representative="partly", how_known="Weighed by ward; few under 30 answered.",
        measures=[indicators["ETS01"]], source="By post and online, a random sample of households",
    )  # fmt: skip
    survey = record_feedback(by=by, at=at, kind=Kind.SURVEY, details=details)
    file = read_attachment("questions.txt", b"1. How satisfied are you with the collection of your bins?\n")
    attach(by=by, at=at, record=survey, file=file, about="The questions as they were asked")
    details = RecordDetails(
        unit=organisation.services[BENEFITS], title="Exit poll at the benefits desk", first_on=current.end,
        last_on=current.end, question="Was your question answered today?", answer="Yes, all of it", asked=140,
        answered=122, said_so=104, representative="no", how_known="Only those who came in person were asked.",
        measures=[indicators["RB08"]],
    )  # fmt: skip
    record_feedback(by=by, at=at, kind=Kind.SURVEY, details=details)


def _took_part(indicators: Mapping[str, Indicator], current: Period, *, by: Actor, at: datetime) -> None:
    day = london_day(at) - timedelta(days=200)
    told: tuple[tuple[Indicator | Objective, ConsultationDetails], ...] = (
        (
            indicators["ETS01"],
            ConsultationDetails(
                group="residents", how="Five meetings in five wards: one missed bin in a street counts, not one in a round.",
                held_on=day, how_many=96, representative="partly", how_known="Four wards of eleven, mostly over 50.",
            ),
        ),
        (
            indicators["ETS01"],
            ConsultationDetails(
                group="staff", how="The crews said what a lorry can do in a day.", held_on=day - timedelta(days=20),
                year=current.year, how_many=22, representative="yes", how_known="Every round sent two.",
            ),
        ),
        (
            Objective.objects.get(ref="P2"),
            ConsultationDetails(
                group="partners", how="The strategic partnership ranked the priorities.", held_on=day, how_many=14,
                representative="unknown",
            ),
        ),
    )  # fmt: skip
    for about, details in told:
        record_consultation(by=by, at=at, about=about, details=details)
