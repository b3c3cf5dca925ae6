"""Figures become approved here and nowhere else: by sign-off, as imported, where others approved them before, and as
calculated, where they are worked out from approved ones (rules.md 23).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.undoing import Done
from indicators.changes.expected import expect_since, moved_back
from indicators.changes.figures import locked
from indicators.changes.told import calculated
from indicators.models import Calculation, CalculationInput, Commentary, Indicator, Observation
from indicators.queries.calculating import Place, Result, last_revisions, results
from indicators.queries.formulas import Formulas
from indicators.rules.vocabulary import Standing
from indicators.workflow import STATES, FigureState, Move, next_state

STANDING = ("state", "is_current", "approved_by", "approved_at")
"""The fields that ``stand`` and ``wait`` set."""
FILLED = (*STANDING, "value", "absence", "absence_reason", "standing", "evidence", "version")
"""The fields that a result sets of a figure that was expected."""
_ANEW = "Calculated anew from its inputs."
_BATCH = 200


def approve(
    *,
    by: Actor,
    at: datetime,
    figures: Sequence[Observation],
    entry: Callable[[Observation], audit.Entry],
    replaced: Iterable[int] = (),
    fields: Sequence[str] = (),
) -> list[audit.Entry]:
    """Make stored figures stand, approved by this person, in the place of those ``replaced``. What to record, with
    ``entry`` for each figure. These ``fields`` are stored too. The figures' rows are locked by the caller.
    """
    rows = list(locked(list(replaced)).values())
    trail = superseded(rows)
    take_down([row.pk for row in rows])
    stand(figures, by=by, at=at)
    for figure in figures:
        figure.version += 1
    Observation.objects.bulk_update(figures, [*STANDING, "version", *fields], batch_size=_BATCH)
    expect_since(figures)
    follow = calculate(by=by, at=at, changed=[(each.indicator_id, each.period) for each in figures])
    return [*trail, *map(entry, figures), *follow]


def calculate(*, by: Actor, at: datetime, changed: Iterable[Place], done: Done | None = None) -> list[audit.Entry]:
    """Have stand what formulas come to with figures that were approved just now, or are missing for good; what to
    record. ``done`` is told what is written. One statement where there are no formulas.
    """
    formulas = Formulas.load()
    return have_stand(results(changed, formulas), by=by, at=at, done=done) if formulas else []


def have_stand(
    found: Iterable[Result], *, by: Actor, at: datetime, done: Done | None = None, why: str = _ANEW
) -> list[audit.Entry]:
    """Store what is new among results, as calculated and approved; what to record. A result takes the place of the
    figure that stood, which is kept, for the reason ``why``; where one was only expected, it fills that.
    """
    fresh = [each for each in found if each.is_news]
    if not fresh:
        return []
    stored = locked([each.stands.pk for each in fresh if each.stands])
    replaced = [row for row in stored.values() if row.state == FigureState.APPROVED]
    trail, figures = superseded(replaced), _figures(fresh, stored, why)
    stand(figures, by=None, at=at)
    new, filled = [each for each in figures if each.pk is None], [each for each in figures if each.pk is not None]
    if done is not None:
        _say_changes(done, filled, replaced)
    take_down([row.pk for row in replaced])
    Observation.objects.bulk_create(new, batch_size=_BATCH)
    Observation.objects.bulk_update(filled, FILLED, batch_size=_BATCH)
    made = [new, _words_along(new, stored.values()), *_provenance(fresh, figures)]
    for things in made if done is not None else ():
        done.make(things)
    expect_since(figures)
    tell(by=by, at=at, news=calculated(figures))
    return [*trail, *map(_calculated, fresh, figures)]


def stand(figures: Iterable[Observation], *, by: Actor | None, at: datetime) -> None:
    """Have figures be approved, not stored yet. ``by`` None: nobody here approved them, they stand as imported."""
    for figure in figures:
        figure.state, figure.is_current = FigureState.APPROVED.value, True
        figure.approved_by, figure.approved_at = by.user if by else None, at


def wait(figures: Iterable[Observation]) -> None:
    """Have figures that came in by a file wait for approval, not stored yet: new ones, expected ones filled in, and
    revisions, beside which the approved figure goes on standing.
    """
    for figure in figures:
        figure.state, figure.is_current = FigureState.SUBMITTED.value, figure.revision == 1


def superseded(replaced: Iterable[Observation]) -> list[audit.Entry]:
    """What to record of figures that others take the place of."""
    return [_superseded(row, next_state(FigureState(row.state), Move.SUPERSEDE)) for row in replaced]


def take_down(replaced: Sequence[int]) -> None:
    """Take replaced figures down. Comes first, because only one figure of a period may stand."""
    Observation.objects.filter(pk__in=replaced).update(
        state=FigureState.SUPERSEDED.value, is_current=False, version=F("version") + 1
    )


def _superseded(row: Observation, state: FigureState) -> audit.Entry:
    words = {"state": (STATES[FigureState(row.state)].word, STATES[state].word)}
    return audit.Entry(action="superseded", thing=row, page=row.indicator, changes=words)


def _figures(fresh: Sequence[Result], stored: Mapping[int, Observation], why: str) -> list[Observation]:
    """A figure for each result: a new one, the next revision of one that stands, or the one that was expected."""
    measures = Indicator.objects.in_bulk({each.formula.measure for each in fresh})
    last = last_revisions({(row.indicator_id, row.period) for row in stored.values()})
    found = []
    for each in fresh:
        measure, row = measures[each.formula.measure], stored.get(each.stands.pk) if each.stands else None
        if row is not None and row.state != FigureState.APPROVED:
            figure = row
            figure.version += 1
        else:
            figure = Observation(indicator=measure, period=each.period)
        if row is not None and figure is not row:
            figure.revision, figure.revision_reason = last[measure.pk, each.period] + 1, why[:250]
            figure.in_return_id, figure.submitted_at = row.in_return_id, row.submitted_at
            figure.judgement, figure.judgement_reason = row.judgement, row.judgement_reason
        _fill(figure, each)
        found.append(figure)
    return found


def _fill(figure: Observation, result: Result) -> None:
    worked = result.worked
    is_revised = figure.revision > 1 and worked.standing is Standing.FINAL
    figure.value, figure.absence = worked.value, worked.absence.value if worked.absence else ""
    figure.absence_reason = worked.reason[:250]
    figure.standing = Standing.REVISED.value if is_revised else worked.standing.value
    figure.evidence = f"Calculated: {result.formula.shown}"[:250]


def _say_changes(done: Done, filled: Sequence[Observation], replaced: Sequence[Observation]) -> None:
    """What is about to be changed of stored rows."""
    down = {"state": FigureState.SUPERSEDED.value, "is_current": False}
    done.change_all(filled, FILLED)
    done.change_all([Observation(pk=row.pk, **down) for row in replaced], [*down])
    done.change_all(moved_back(filled), ("expected_from",))


def _words_along(new: Sequence[Observation], stored: Iterable[Observation]) -> list[Commentary]:
    """The words beside figures that were replaced, copied to those that take their place."""
    earlier = {(row.indicator_id, row.period): row.commentary for row in stored if hasattr(row, "commentary")}
    copied = []
    for figure in new:
        if words := earlier.get((figure.indicator_id, figure.period)):
            words.pk, words.observation = None, figure
            words._state.adding = True
            copied.append(words)
    return Commentary.objects.bulk_create(copied, batch_size=_BATCH)


def _provenance(
    fresh: Sequence[Result], figures: Sequence[Observation]
) -> tuple[list[Calculation], list[CalculationInput]]:
    """By which formula and from which figures each was worked out."""
    made = {(each.indicator_id, each.period): each.pk for each in figures}
    calculations = Calculation.objects.bulk_create(
        [
            Calculation(observation=figure, formula_id=each.formula.pk)
            for each, figure in zip(fresh, figures, strict=True)
        ],
        batch_size=_BATCH,
    )
    inputs = [
        CalculationInput(
            calculation=calculation, indicator_id=measure, observation_id=made.get((measure, each.period), figure)
        )
        for each, calculation in zip(fresh, calculations, strict=True)
        for measure, figure in each.inputs.items()
    ]
    return calculations, CalculationInput.objects.bulk_create(inputs, batch_size=_BATCH)


def _calculated(result: Result, figure: Observation) -> audit.Entry:
    """Without the inputs' values: who reads of this measure may not read of all of them."""
    before = result.stands.value if result.stands else None
    after = figure.value if figure.value is not None else figure.get_absence_display()
    return audit.Entry(
        action="calculated",
        thing=figure,
        page=figure.indicator,
        changes={"value": (before, after), "formula": (None, result.formula.shown)},
        why=figure.revision_reason,
    )
