"""A figure as another system sends it: what the page of a return would do with it, and no more."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q
from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check_visible
from accounts.roles import Permission
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from indicators.changes.figures import FiguresRefused, save_figures
from indicators.changes.returns import Submission, submit_return
from indicators.forms.figure_text import read_texts, texts_of
from indicators.forms.return_grid import sheet_of
from indicators.judging.figure_entry import FigureEntry, about, completed
from indicators.judging.figures_in_return import EnteredFigure, entered_figures
from indicators.models import Indicator, Observation
from indicators.permissions import check_enter
from indicators.queries.returns import action_posts
from indicators.workflow import FigureState

_TAKEN = (
    "another figure was entered, or this one moved on since it was read. Read it, and send its version with yours if "
    "yours is to take its place."
)
_NOT_ASKED = (
    "No return asks for this figure: its period is not one of the measure's, or its quarter has not opened yet."
)


class FigureUnusable(ChangeRefused):
    """What was sent cannot be read or contradicts itself. ``problems`` are sentences by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class FigureTaken(ChangeRefused):
    """Somebody entered another figure."""


def figure_asked(actor: Actor, ref: str, key: str) -> tuple[Actor, Observation]:
    """The figure of a return, for who may enter it: the actor to record, and the figure. Raises Http404 or
    PermissionDenied as its page does, and ChangeRefused where no return asks for it.
    """
    found = Observation.objects.standing().filter(indicator__ref=ref, period=key, in_return__isnull=False)
    figure = found.select_related("in_return__service", "indicator").first()
    if figure is not None:
        check_visible(actor, figure.indicator.service_id)
        return check_enter(actor, figure.in_return.service_id), figure
    measure = Indicator.objects.filter(ref=ref).first()
    if measure is None or not actor.may(Permission.FIGURE_ENTER, measure.service_id):
        raise Http404
    raise ChangeRefused(_NOT_ASKED)


def enter(*, by: Actor, at: datetime, figure: Observation, sent: Mapping[str, str], version: int | None) -> Observation:
    """Save a draft of the figure with the fields that were sent. The same again changes nothing. Without the
    ``version`` that was read it is only taken where nothing was entered before.

    Raises FigureUnusable, FigureTaken, and FiguresRefused where the return is closed to typing.
    """
    (stored,) = entered_figures(Q(pk=figure.pk))
    entry = _entry(stored, sent, figure, at)
    if version is None and figure.state == FigureState.DUE:
        version = stored.stored.version
    try:
        save_figures(by=by, at=at, entries={figure.pk: (version or 0, entry)})
    except FiguresRefused as refusal:
        if refusal.conflicts:
            raise FigureTaken(about(figure.indicator.name, _TAKEN)) from refusal
        raise
    return _with_all(figure.pk)


def submit(*, by: Actor, at: datetime, figure: Observation, version: int) -> Submission:
    """Hand the figure in for approval, as it was read. Once it is in, the same again changes nothing. Raises
    FiguresRefused with what stands against it.
    """
    chosen = {figure.pk: version}
    return submit_return(by=by, at=at, in_return=figure.in_return, observation_ids=chosen, versions=chosen)


def _entry(stored: EnteredFigure, sent: Mapping[str, str], figure: Observation, at: datetime) -> FigureEntry:
    sheet = sheet_of(stored)
    posts = action_posts(figure.in_return.service, today=london_day(at))
    named = stored.entry.action_by_id  # a post that was named earlier may stay
    entry, problems = read_texts(
        {**texts_of(stored.entry, sheet), **sent}, sheet, frozenset(posts) | ({named} if named else set())
    )
    if problems:
        raise FigureUnusable(problems)
    try:
        return completed(entry, has_parts=sheet.has_parts, kind=sheet.kind)
    except ValueError as problem:
        field = "numerator" if sheet.has_parts else "value"
        raise FigureUnusable({field: about(sheet.name, str(problem))}) from problem


def _with_all(pk: int) -> Observation:
    return Observation.objects.select_related("indicator__service", "in_return__service").get(pk=pk)
