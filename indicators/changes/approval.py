"""Figures become approved here and nowhere else: by sign-off, as imported, where others approved them before, and as
worked out from approved ones: by a formula (rules.md 23), or of finer figures for a longer period (rules.md 7).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.happenings import FIGURES_APPROVED, happened
from foundation.undoing import Done
from indicators.changes.expected import expect_since, moved_back
from indicators.changes.figures import locked
from indicators.changes.told import calculated
from indicators.changes.worked_out import WorkedOut, longer_figures
from indicators.judging.figure_entry import WORDS
from indicators.models import Calculation, CalculationInput, Commentary, Formula, Indicator, Observation
from indicators.queries.calculating import Place, Result, batched_places, last_revisions, reached, same, worked_out
from indicators.queries.formulas import Formulas
from indicators.rules.vocabulary import Standing
from indicators.workflow import STATES, FigureState, Move, next_state

STANDING = ("state", "is_current", "approved_by", "approved_at")
"""The fields that ``stand`` and ``wait`` set."""
FILLED = (
    *STANDING, "is_worked_out", "value", "numerator", "denominator", "absence", "absence_reason", "standing",
    "evidence", "version",
)  # fmt: skip
"""The fields that a result sets of a figure that was expected."""
_ANEW = "Calculated anew from its inputs."
_PARTS_REVISED = "Figures that it is made of were revised."
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
    ``entry`` for each figure and what follows from them. These ``fields`` are stored too. The figures' rows are locked
    by the caller.
    """
    rows = list(locked(list(replaced)).values())
    trail = superseded(rows)
    take_down([row.pk for row in rows])
    stand(figures, by=by, at=at)
    for figure in figures:
        figure.version += 1
    Observation.objects.bulk_update(figures, [*STANDING, "version", *fields], batch_size=_BATCH)
    expect_since(figures)
    followed = follow(by=by, at=at, changed=[(each.indicator_id, each.period) for each in figures])
    happened(FIGURES_APPROVED, [*figures, *made_in(followed, MADE, CALCULATED)], at=at)
    return [*trail, *map(entry, figures), *followed]


def follow(
    *, by: Actor, at: datetime, changed: Iterable[Place], done: Done | None = None, as_imported: bool = False
) -> list[audit.Entry]:
    """Have stand what is made of figures that were approved just now, or are missing for good, and what that makes:
    longer periods of finer ones, and what formulas come to. What to record. ``done`` is told what is written.
    ``as_imported``: nobody here approved them. Two statements where nothing is made of any figure.
    """
    formulas, places, entries = Formulas.load(), list(changed), []
    while places:
        told = have_made(longer_figures(places), by=None if as_imported else by, at=at, done=done)
        places += [(each.indicator_id, each.period) for each in made_in(told, MADE)]
        told += have_stand(_results(places, formulas), by=by, at=at, done=done) if formulas else []
        entries += told
        # What was calculated may be the finer figures of another.
        places = [(each.indicator_id, each.period) for each in made_in(told, CALCULATED)]
    return entries


def _results(places: Iterable[Place], formulas: Formulas) -> list[Result]:
    """What formulas come to with figures in these places. Two inputs that are approved at once take turns: whoever is
    second sees the other's.
    """
    asked = reached(places, formulas)
    if keys := {each.pk for held in asked.values() for each in held}:
        list(Formula.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    return worked_out(asked)


def made_in(told: Iterable[audit.Entry], *actions: str) -> list[Observation]:
    """The figures of which events say that they were made of others: in a longer period (MADE), or CALCULATED."""
    return [each.thing for each in told if each.action in actions and isinstance(each.thing, Observation)]


def have_made(
    found: Sequence[WorkedOut], *, by: Actor | None, at: datetime, done: Done | None = None
) -> list[audit.Entry]:
    """Store the figures of longer periods that are new, approved by whoever approved what they are made of; what to
    record. What somebody entered, or is about to, is never replaced: a figure that was restated stands.
    """
    stored = _standing(found)
    fresh = [each for each in found if _gives_way(stored.get((each.indicator.pk, each.period)), each)]
    if not fresh:
        return []
    places = {(each.indicator.pk, each.period) for each in fresh}
    figures, trail = _keep(
        fresh, {place: row for place, row in stored.items() if place in places},
        by=by, at=at, why=_PARTS_REVISED, done=done,
    )  # fmt: skip
    return [*trail, *(_made(each, figure, stored) for each, figure in zip(fresh, figures, strict=True))]


def have_stand(
    found: Iterable[Result], *, by: Actor, at: datetime, done: Done | None = None, why: str = _ANEW
) -> list[audit.Entry]:
    """Store what is new among results, as calculated and approved; what to record. A result takes the place of the
    figure that stood, which is kept, for the reason ``why``; where one was only expected, it fills that.
    """
    fresh = [each for each in found if each.is_news]
    if not fresh:
        return []
    rows = locked([each.stands.pk for each in fresh if each.stands]).values()
    stored = {(row.indicator_id, row.period): row for row in rows}
    measures = Indicator.objects.in_bulk({each.formula.measure for each in fresh})
    made = [_calculated_figure(each, measures[each.formula.measure]) for each in fresh]
    figures, trail = _keep(made, stored, by=None, at=at, why=why, done=done)
    for things in _provenance(fresh, figures):
        if done is not None:
            done.make(things)
    if done is not None:
        done.change_all(moved_back([row for row in figures if row.version > 1]), ("expected_from",))
    expect_since(figures)
    tell(by=by, at=at, news=calculated(figures))
    return [*trail, *map(_calculated, fresh, figures)]


def _keep(
    made: Sequence[WorkedOut],
    stored: Mapping[Place, Observation],
    *,
    by: Actor | None,
    at: datetime,
    why: str,
    done: Done | None,
) -> tuple[list[Observation], list[audit.Entry]]:
    """Store figures that were worked out, approved, in the place of those ``stored``, whose rows are locked: in a new
    revision of one that stands, for the reason ``why``, else in the row that expected it. The figures, and what to
    record of those that they take the place of. The only way in which what was worked out is stored.
    """  # fmt: skip
    replaced = [row for row in stored.values() if row.state == FigureState.APPROVED]
    trail, figures = superseded(replaced), _figures(made, stored, why)
    stand(figures, by=by, at=at)
    new, filled = [each for each in figures if each.pk is None], [each for each in figures if each.pk is not None]
    if done is not None:
        _say_changes(done, filled, replaced)
    take_down([row.pk for row in replaced])
    Observation.objects.bulk_create(new, batch_size=_BATCH)
    Observation.objects.bulk_update(filled, FILLED, batch_size=_BATCH)
    words = Commentary.objects.bulk_create(_words_along(made, figures, stored), batch_size=_BATCH)
    for things in (new, words) if done is not None else ():
        done.make(things)
    return figures, trail


def _standing(made: Sequence[WorkedOut]) -> dict[Place, Observation]:
    """The figures that stand where these are to, locked. Two statements for some hundred measures and periods."""
    places = {(each.indicator.pk, each.period) for each in made}
    keys: list[int] = []
    for part in batched_places(places):
        rows = Observation.objects.standing().filter(part).values_list("pk", "indicator", "period")
        keys += [pk for pk, measure, period in rows if (measure, period) in places]
    return {(row.indicator_id, row.period): row for row in locked(keys).values()}


def _gives_way(standing: Observation | None, made: WorkedOut) -> bool:
    """Whether a figure is to be written where this one stands: of one made before, where it differs; of one that is
    expected, where nobody entered anything.
    """
    if standing is None:
        return True
    if standing.state == FigureState.APPROVED:
        alike = all(
            same(getattr(standing, name), getattr(made, name)) for name in ("value", "numerator", "denominator")
        )
        is_same = alike and (standing.absence, standing.absence_reason) == (made.absence, made.absence_reason)
        return standing.is_worked_out and not is_same
    is_empty = standing.value is None and not standing.absence
    return is_empty and standing.state in (FigureState.DUE, FigureState.MISSING)


MADE, CALCULATED = "worked out", "calculated"


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


def _figures(made: Sequence[WorkedOut], stored: Mapping[Place, Observation], why: str) -> list[Observation]:
    """A figure for each: a new one, the next revision of one that stands, or the one that was expected."""
    last = last_revisions(set(stored))
    found = []
    for each in made:
        place = (each.indicator.pk, each.period)
        row = stored.get(place)
        if row is not None and row.state != FigureState.APPROVED:
            figure = row
            figure.version += 1
        else:
            figure = Observation(indicator=each.indicator, period=each.period)
        if row is not None and figure is not row:
            figure.revision, figure.revision_reason = last[place] + 1, why[:250]
            figure.in_return_id, figure.submitted_at = row.in_return_id, row.submitted_at
            figure.judgement, figure.judgement_reason = row.judgement, row.judgement_reason
        _fill(figure, each)
        found.append(figure)
    return found


def _fill(figure: Observation, made: WorkedOut) -> None:
    is_revised = figure.revision > 1 and made.standing == Standing.FINAL
    figure.is_worked_out, figure.evidence = True, made.source
    figure.value, figure.numerator, figure.denominator = made.value, made.numerator, made.denominator
    figure.absence, figure.absence_reason = made.absence, made.absence_reason
    figure.standing = Standing.REVISED.value if is_revised else made.standing


def _calculated_figure(result: Result, measure: Indicator) -> WorkedOut:
    worked = result.worked
    return WorkedOut(
        indicator=measure,
        period=result.period,
        value=worked.value,
        numerator=worked.numerator,
        denominator=worked.denominator,
        absence=worked.absence.value if worked.absence else "",
        absence_reason=worked.reason[:250],
        standing=worked.standing.value,
        source="Calculated from other measures",
    )


def _say_changes(done: Done, filled: Sequence[Observation], replaced: Sequence[Observation]) -> None:
    """What is about to be changed of stored rows."""
    down = {"state": FigureState.SUPERSEDED.value, "is_current": False}
    done.change_all(filled, FILLED)
    done.change_all([Observation(pk=row.pk, **down) for row in replaced], [*down])


def _words_along(
    made: Sequence[WorkedOut], figures: Sequence[Observation], stored: Mapping[Place, Observation]
) -> list[Commentary]:
    """The words beside figures: those of the figure that is replaced, else those of what it is made of."""
    found = []
    for each, figure in zip(made, figures, strict=True):
        row = stored.get((each.indicator.pk, each.period))
        earlier = getattr(row, "commentary", None)
        words = {name: getattr(earlier, name) for name in WORDS} if earlier is not None else each.words
        if any(words.values()) and not (row is figure and earlier is not None):
            found.append(Commentary(observation=figure, **words))
    return found


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
    """Without the inputs and their values: who reads of this measure may not read of all of them."""
    before = result.stands.value if result.stands else None
    after = figure.value if figure.value is not None else figure.get_absence_display()
    return audit.Entry(
        action=CALCULATED,
        thing=figure,
        page=figure.indicator,
        changes={"value": (before, after), "formula": (None, f"that from {result.formula.first.label}")},
        why=figure.revision_reason,
    )


def _made(made: WorkedOut, figure: Observation, stored: Mapping[Place, Observation]) -> audit.Entry:
    before = stored.get((made.indicator.pk, made.period)) if figure.revision > 1 else None
    was = before and (before.value if before.value is not None else before.get_absence_display())
    now = figure.value if figure.value is not None else figure.get_absence_display()
    changes = {figure.period.label: (was, now)}
    return audit.Entry(action=MADE, thing=figure, page=made.indicator, changes=changes, why=made.source)
