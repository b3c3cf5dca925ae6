"""How sure Exampleshire is of its measures: certificates given by internal audit, and a sample. All invented."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.actors import Actor
from assurance.changes.certificates import CertificateDraft, add_evidence, certify
from assurance.changes.samples import draw_sample, record_finding
from assurance.models import Certificate, Sampled, Sharing
from assurance.rules.grades import Dimension, Grade
from foundation.attachments import read_attachment
from foundation.dates import london_day
from indicators.models import Indicator
from plans.periods import Frequency, containing

D, G = Dimension, Grade


class Told(NamedTuple):
    """A certificate: how many days ago, how many days it holds, what is not sound and why, what to bear in mind, and
    whose data it uses.
    """

    ago: int
    holds: int
    faults: Mapping[Dimension, tuple[Grade, str]] = {}
    limitations: str = ""
    uses: Sharing = Sharing.NONE
    sharing_note: str = ""


SOUND = {
    D.ACCURACY: "Twenty cases were counted again: all as reported.",
    D.VALIDITY: "The definition is followed, with no rule of our own beside it.",
    D.RELIABILITY: "One team takes it from one system, in the same way each quarter.",
    D.TIMELINESS: "It is there within ten working days of the quarter’s end.",
    D.RELEVANCE: "It tells of what the objective promises.",
    D.COMPLETENESS: "No case was left out of the sample.",
}
TOLD = (
    Told(200, 365),
    Told(340, 360),
    Told(
        400, 365,
        {D.COMPLETENESS: (G.WEAK, "One team sent nothing for a month.")},
        "One team’s figures are missing for a month, so the year so far is told too low.",
    ),
    Told(
        90, 365,
        {D.RELIABILITY: (G.FAIR, "Two teams count by lists of their own.")},
        "Two teams count by lists of their own, so small changes say little.",
    ),
    Told(
        60, 365,
        {D.TIMELINESS: (G.WEAK, "It reaches us five months after the quarter.")},
        "It is five months old when it is reported.",
        Sharing.PARTNER,
        "The health trust counts it and sends sums, never cases, under the agreement of 2024. Counts below five are left out.",
    ),
    Told(
        150, 300,
        {D.ACCURACY: (G.UNSAFE, "Six of twenty cases could not be found again.")},
        "Six of twenty sampled cases could not be found again: do not rest a decision on it alone.",
        Sharing.PERSONAL,
        "Names stay in the case system, where the team alone reads them; only counts leave it.",
    ),
)  # fmt: skip


def check_quality(indicators: Mapping[str, Indicator], *, by: Actor, now: datetime) -> None:
    """Certificates for some measures, each given at its time, and a sample with what was found in its first three."""
    for indicator, told in zip(list(indicators.values())[::3], TOLD * 3, strict=False):
        _certified(indicator, told, by, now - timedelta(days=told.ago))
    today = london_day(now)
    year = containing(today, Frequency.YEAR).previous()
    sample = draw_sample(by=by, at=now - timedelta(days=20), today=today, year=year, seed=4711, size=8)
    found = (
        ("right", "As kept in the case system."),
        ("slight", "82.1 and not 82.4."),
        ("unknown", "Nothing was kept."),
    )
    for row, (finding, words) in zip(Sampled.objects.filter(sample=sample).order_by("place"), found, strict=False):
        record_finding(by=by, at=now - timedelta(days=9), row=row, version=1, finding=finding, words=words)


def _certified(indicator: Indicator, told: Told, by: Actor, at: datetime) -> Certificate:
    day = london_day(at)
    graded = {each: told.faults.get(each, (Grade.SOUND, SOUND[each])) for each in Dimension}
    draft = CertificateDraft(
        year=containing(day, Frequency.YEAR), graded=graded, checked_on=day, review_on=day + timedelta(days=told.holds),
        limitations=told.limitations, uses=told.uses.value, sharing_note=told.sharing_note,
    )  # fmt: skip
    made = certify(by=by, at=at, today=day, indicator=indicator, draft=draft)
    words = f"Data quality of {indicator}: twenty cases, counted again.\n"
    file = read_attachment("sample of cases.txt", words.encode())
    add_evidence(by=by, at=at, certificate=made, file=file, about="The twenty cases that were counted again")
    return made
