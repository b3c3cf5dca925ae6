"""Finding a proposal: what a person may not know of is not found."""

from django.db.models import QuerySet
from django.urls import reverse

from foundation.request import Request
from foundation.statements import only, written_once
from target_decisions.models import Proposal
from target_decisions.permissions import check_known


def visible_proposal(request: Request, pk: int) -> Proposal:
    """The proposal with what its page says. Raises Http404 for who may not know of its measure."""
    proposal = only(_proposals(pk))
    check_known(request.actor, proposal)
    return proposal


@written_once
def _proposals(pk: int) -> QuerySet[Proposal]:
    return Proposal.objects.select_related(
        "indicator__service", "indicator__owner", "plan__level", "responsible", "counter_measure", "proposed_by",
        "recorded_by",
    ).filter(pk=pk)  # fmt: skip


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Decisions on targets, and what lies between."""
    start = (("Home", reverse("home")), ("Decisions on targets", reverse("target_decisions:target-list")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def proposal_crumbs(proposal: Proposal) -> list[dict[str, str]]:
    """The way to what is beneath a proposal."""
    return crumbs((f"{proposal.indicator.ref}, {proposal.first_year.label}", proposal.get_absolute_url()))
