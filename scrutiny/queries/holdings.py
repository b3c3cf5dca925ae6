"""What of scrutiny hangs from units and posts."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.holdings import Followed, Holding, Made, Step
from foundation.dates import start_of_day
from foundation.words import excerpt
from scrutiny.models import Meeting, MeetingAction, PackQuestion, Remit


def _remits() -> QuerySet[Any]:
    return Remit.objects.select_related("committee", "priority", "service")


def _meetings(day: date) -> QuerySet[Any]:
    standing = Meeting.objects.filter(held_at__gte=start_of_day(day), cancelled_at=None)
    return standing.select_related("committee")


def _in_remit_too(rows: QuerySet[Any], service: int) -> Collection[int]:
    """The remits whose committee looks after the other service already."""
    both = Remit.objects.filter(service=service).values("committee")
    return rows.filter(committee__in=both).values_list("pk", flat=True)


def _of_committee_too(rows: QuerySet[Any], committee: int) -> Collection[int]:
    """The remits whose priority or service the other committee looks after already."""
    other = Remit.objects.filter(committee=committee)
    held = Q(priority__in=other.filter(priority__isnull=False).values("priority"))
    held |= Q(service__in=other.filter(service__isnull=False).values("service"))
    return rows.filter(held).values_list("pk", flat=True)


def _at_the_same_time(rows: QuerySet[Any], committee: int) -> Collection[int]:
    other = Meeting.objects.filter(committee=committee, cancelled_at=None).values("held_at")
    return rows.filter(held_at__in=other).values_list("pk", flat=True)


def remits_follow(steps: Sequence[Step], day: date) -> Followed:  # noqa: ARG001 - as every app's
    """A committee that looks after a unit looks after the part that leaves it, too."""
    leaving = {(each.was, each.became) for each in steps if (each.model, each.field) in _PARTS and each.became}
    going = {each.key for each in steps if each.model == "scrutiny.remit"}
    held = list(_remits().filter(service__isnull=False).order_by("pk")) if leaving else []
    known = {(remit.committee_id, str(remit.service_id)) for remit in held}
    return Followed(
        made=[
            Made(
                f"remit {remit.pk} {to}",
                "scrutiny.remit",
                {"committee_id": remit.committee_id, "service_id": to},
                f"A remit of {remit.committee} for it",
            )
            for was, to in sorted(leaving)
            for remit in held
            if str(remit.service_id) == was and remit.pk not in going and (remit.committee_id, to) not in known
        ]
    )


_PARTS = (("accounts.post", "unit"), ("indicators.indicator", "service"), ("plans.plan", "unit"))
HOLDINGS = (
    Holding(
        model="scrutiny.remit",
        field="service",
        noun="remit",
        how="of a committee that looks after it",
        standing=lambda day: _remits().filter(service__isnull=False),  # noqa: ARG005 - as every holding
        doubles=_in_remit_too,
        is_shared=True,
    ),
    Holding(
        model="scrutiny.remit",
        field="committee",
        noun="remit",
        how="of the committee",
        standing=lambda day: _remits(),  # noqa: ARG005
        doubles=_of_committee_too,
    ),
    Holding(
        model="scrutiny.meeting",
        field="committee",
        noun="meeting",
        how="to be held",
        standing=_meetings,
        stays="Meetings that were held stay with the committee that held them.",
        doubles=_at_the_same_time,
        refuses="both committees meet at the same time. Move or cancel one of the meetings first.",
    ),
    Holding(
        model="scrutiny.meetingaction",
        field="owner",
        noun="action",
        how="agreed at a meeting, as owner",
        standing=lambda day: MeetingAction.objects.filter(state=MeetingAction.State.OPEN),  # noqa: ARG005
        stays="Actions that are done stay with who did them.",
    ),
    Holding(
        model="scrutiny.packquestion",
        field="to",
        noun="question",
        how="of a pack that is being prepared",
        standing=lambda day: PackQuestion.objects.filter(pack__published_at=None, to__isnull=False),  # noqa: ARG005
        stays="Questions of published packs stay as they were put.",
        name=lambda question: excerpt(question.text, most=80),
    ),
)
