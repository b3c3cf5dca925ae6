"""Certificates: given by somebody who had no hand in the figures, and never changed afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import News, tell
from accounts.models import NoticeKind
from assurance.models import Certificate, Evidence, Judged
from assurance.queries.hands import handled
from assurance.rules.grades import WORDS, Dimension, Grade, overall
from foundation.attachments import Attached
from foundation.refusals import ChangeRefused
from indicators.models import Indicator
from plans.periods import Period

LONGEST_YEARS = 3
MOST_FILES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDraft:
    """What was found: of each dimension its grade with a sentence, what to bear in mind, and whose data it uses."""

    year: Period
    graded: Mapping[Dimension, tuple[Grade, str]]
    checked_on: date
    review_on: date
    limitations: str = ""
    uses: str = ""
    sharing_note: str = ""


@transaction.atomic
def certify(
    *, by: Actor, at: datetime, today: date, indicator: Indicator, draft: CertificateDraft, replaces: int | None = None
) -> Certificate:
    """Give a measure a certificate, which takes the place of the one that stood (``replaces``, its key). Raises
    ChangeRefused for who entered or approved a figure of that year, and when somebody gave another one meanwhile.
    """
    measure = Indicator.objects.select_for_update().get(pk=indicator.pk)
    _check(by, today, measure, draft)
    stood = Certificate.objects.filter(indicator=measure, is_current=True).first()
    if (stood.pk if stood else None) != replaces:
        raise ChangeRefused("Somebody gave this measure a certificate while you had this open. Look at it first.")
    if stood:
        Certificate.objects.filter(pk=stood.pk).update(is_current=False)
    grade = overall({dimension: grade for dimension, (grade, _) in draft.graded.items()})
    made = Certificate.objects.create(
        indicator=measure, year=draft.year, grade=grade.value, limitations=draft.limitations, uses=draft.uses,
        sharing_note=draft.sharing_note, checked_by=by.user, checked_at=at, checked_on=draft.checked_on,
        review_on=draft.review_on,
    )  # fmt: skip
    Judged.objects.bulk_create(
        Judged(certificate=made, dimension=dimension.value, grade=each.value, words=words)
        for dimension, (each, words) in draft.graded.items()
    )
    audit.record(by=by, at=at, action="certified", thing=measure, changes=_said(stood, made, draft))
    tell(by=by, at=at, news=[_told(measure, grade, by)])
    return made


@transaction.atomic
def add_evidence(*, by: Actor, at: datetime, certificate: Certificate, file: Attached, about: str) -> Evidence:
    """Attach a file to a certificate that stands. Raises ChangeRefused."""
    held = Certificate.objects.select_for_update().select_related("indicator").get(pk=certificate.pk)
    if not held.is_current:
        raise ChangeRefused("Another certificate took the place of this one, which stays as it was.")
    if held.evidence.count() >= MOST_FILES:
        raise ChangeRefused(f"A certificate has at most {MOST_FILES} files. Put several into one document.")
    made = Evidence.objects.create(
        certificate=held, name=file.name, kind=file.kind, size=len(file.content), content=file.content, about=about,
        added_by=by.user, added_at=at,
    )  # fmt: skip
    changes = {"evidence of data quality": (None, f"{file.name}: {about}")}
    audit.record(by=by, at=at, action="attached", thing=held.indicator, changes=changes)
    return made


def _check(by: Actor, today: date, measure: Indicator, draft: CertificateDraft) -> None:
    did = handled(by, measure, draft.year)
    if did:
        raise ChangeRefused(
            f"You {did}, so you cannot check the figures of {draft.year}. Ask somebody who entered and approved none "
            "of them, such as internal audit."
        )
    if draft.review_on <= today:
        raise ChangeRefused("The next review has to be after today. Enter a later day.")
    check_draft(draft, today)


def check_draft(draft: CertificateDraft, today: date) -> None:
    """Raises ChangeRefused for what no certificate can say, whenever it was given."""
    if draft.checked_on > today:
        raise ChangeRefused("The day of the check has not come yet. Enter the day on which it was made.")
    if draft.year.start > today:
        raise ChangeRefused(f"{draft.year} has not begun, so there are no figures to check. Choose another year.")
    if draft.review_on <= draft.checked_on:
        raise ChangeRefused("The next review has to be after the check. Enter a later day.")
    latest = draft.checked_on.replace(year=draft.checked_on.year + LONGEST_YEARS, day=min(draft.checked_on.day, 28))
    if draft.review_on > latest:
        raise ChangeRefused(f"A certificate holds for at most {LONGEST_YEARS} years. Enter an earlier day of review.")
    if draft.uses and not draft.sharing_note:
        raise ChangeRefused("Say how the data is shared and kept safe, since it is personal or a partner’s.")


def _said(stood: Certificate | None, made: Certificate, draft: CertificateDraft) -> dict[str, tuple[object, object]]:
    """For the trail: what changed since the certificate before."""
    names = ("limitations", "sharing_note", "review_on")
    was = {name: getattr(stood, name) or None for name in names} if stood else dict.fromkeys(names)
    told: dict[str, tuple[object, object]] = {
        "data quality": (WORDS[Grade(stood.grade)] if stood else None, WORDS[Grade(made.grade)])
    }
    told["figures of"] = (str(stood.year) if stood else None, str(made.year))
    told |= {dimension.value: (None, f"{WORDS[grade]}: {words}") for dimension, (grade, words) in draft.graded.items()}
    told |= {name: (was[name], getattr(made, name) or None) for name in names}
    return {name: change for name, change in told.items() if change[0] != change[1]}


def _told(measure: Indicator, grade: Grade, by: Actor) -> News:
    """For who owns the measure, who provides its figures, and who watches it."""
    whose = {measure.owner_id: "own this measure", measure.data_provider_id: "provide its figures"}
    return News(
        kind=NoticeKind.SHEET,
        words=f"“{measure.name}”: its data quality was checked by {by.user}: {WORDS[grade].lower()}.",
        path=_address(measure),
        about=("measure", measure.pk),
        unit_id=measure.service_id,
        posts=whose,
        watched={("measure", measure.pk): "watch this measure"},
    )


def _address(measure: Indicator) -> str:
    return Certificate(indicator=measure).get_absolute_url()
