"""Shared by the pages of a return: finding the return and its figures, and saving what was typed."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.actors import Actor
from foundation.forms import whole_number
from foundation.refusals import ChangeRefused
from foundation.request import Request
from foundation.snapshot_cache import SnapshotCache
from foundation.statements import only, written_once
from indicators.changes.figures import save_figures
from indicators.forms.return_grid import ReturnGrid
from indicators.judging.figures_in_return import EnteredFigure, entered_figures, figures_of_return
from indicators.models import Return
from indicators.permissions import check_drafts_visible, check_enter
from indicators.queries.returns import action_posts, post_titles
from indicators.workflow import EDITABLE, FigureState


def find_return(actor: Actor, pk: int) -> Return:
    """The return with its service. Raises Http404 if there is none or the person may not see it."""
    in_return = only(_returns(pk))
    check_drafts_visible(actor, in_return.service_id)
    return in_return


@written_once
def _returns(pk: int) -> QuerySet[Return]:
    return Return.objects.select_related("service").filter(pk=pk)


def open_figures(in_return: Return) -> list[EnteredFigure]:
    """The figures that are not handed in yet."""
    return SnapshotCache()(lambda: figures_of_return(in_return.pk, EDITABLE), "open figures", in_return.pk)


def posted_figures(request: Request, in_return: Return) -> list[EnteredFigure]:
    """The figures of a posted form, with those handed in meanwhile, so that what was typed is still shown."""
    names = (name.removeprefix("f").removesuffix("-version") for name in request.POST if name.endswith("-version"))
    sent = [pk for name in names if (pk := whole_number(name)) is not None]
    return entered_figures(Q(in_return=in_return, is_current=True) & (Q(state__in=EDITABLE) | Q(pk__in=sent)))


def figures_to_read(in_return: Return, *, states: Iterable[str] = FigureState) -> list[EnteredFigure]:
    """The current figures of the return in those states, without proposed revisions."""
    return figures_of_return(in_return.pk, states, to_check=False)


def find_figure(in_return: Return, ref: str, key: str) -> EnteredFigure:
    """One figure of the return. Raises Http404 if there is none."""
    found = entered_figures(Q(in_return=in_return, is_current=True, indicator__ref=ref, period=key))
    if not found:
        raise Http404
    return found[0]


def grid_of(
    request: Request, in_return: Return, figures: Sequence[EnteredFigure], *, with_words: bool = True
) -> ReturnGrid:
    """The figures as a form, on POST with what was typed. ``with_words`` False if no commentary is open."""
    posts: dict[int, str] = {}
    if with_words:
        # A post that was named earlier stays on the list even if it has ended.
        posts = action_posts(in_return.service, today=request.today)
        named = [figure.entry.action_by_id for figure in figures]
        posts |= post_titles(named + [figure.earlier.action_by_id for figure in figures])
    typed = request.POST if request.method == "POST" else None
    return ReturnGrid(figures, posts=posts, data=typed, typist=request.user.pk)


def posted_row(request: Request, in_return: Return) -> ReturnGrid:
    """The posted ``figure`` as a form of one row. Raises Http404 if the return has no such figure."""
    figures = entered_figures(Q(in_return=in_return, pk=whole_number(request.POST.get("figure", ""))))
    if not figures:
        raise Http404
    return grid_of(request, in_return, figures)


def save_grid(request: Request, in_return: Return, grid: ReturnGrid) -> bool:
    """Save the rows that this person changed; False, with the reasons on the form, if any is refused. Raises
    PermissionDenied or Http404 if the person may not enter figures here.
    """
    by = check_enter(request.actor, in_return.service_id)
    if not grid.is_valid:
        return False
    try:
        saved = save_figures(by=by, at=request.now, entries=grid.entries)
    except ChangeRefused as refusal:
        grid.refuse(refusal)
        return False
    grid.keep(saved)
    return True


def named_figures(values: Sequence[str]) -> dict[int, int]:
    """``{observation: version}`` from texts such as "12:3"; other texts are ignored."""
    pairs = [tuple(whole_number(part) for part in value.partition(":")[::2]) for value in values]
    return {pk: version for pk, version in pairs if pk is not None and version is not None}


def waiting_figures(in_return: Return) -> list[EnteredFigure]:
    """The figures that wait for the approver: submitted ones and proposed revisions."""
    return figures_of_return(in_return.pk, [FigureState.SUBMITTED], are_current=False)
