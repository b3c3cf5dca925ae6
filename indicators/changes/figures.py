"""Saving figures: drafts, and revisions of what was approved. All or nothing, and nobody overwrites anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from foundation.versions import save_version
from indicators.judging.figure_entry import FIGURE_FIELDS, WORDS, FigureEntry, about, completed, entry_of
from indicators.models import Calculation, CalculationInput, Commentary, Observation
from indicators.queries.deadlines import closed_to
from indicators.queries.formulas import calculated_pairs
from indicators.rules.values import format_value
from indicators.rules.vocabulary import ValueKind
from indicators.workflow import FigureState, Move, MoveNotAllowed, next_state

ENTERED = ("entered_by_id", "entered_as_id", "entered_at")
# In a figure's history its commentary stands under the labels of its boxes.
_LABELS = {name: str(Commentary._meta.get_field(name).verbose_name) for name in WORDS}


CALCULATED = (
    "This figure is calculated, not typed. Leave it as it is, and add your words; or revise the figures that it is "
    "worked out from, and it is worked out anew."
)


class FiguresRefused(ChangeRefused):
    """Nothing was saved. ``problems`` says why, by observation; ``conflicts`` holds what others saved meanwhile."""

    def __init__(
        self, problems: Mapping[int, Sequence[str]], conflicts: Mapping[int, Observation] | None = None
    ) -> None:
        lines = [line for each in problems.values() for line in each]
        super().__init__(" ".join(lines) or "Somebody else saved some of these figures while you had them open.")
        self.problems = {pk: list(each) for pk, each in problems.items()}
        self.conflicts = dict(conflicts or {})


@transaction.atomic
def save_figures(*, by: Actor, at: datetime, entries: Mapping[int, tuple[int, FigureEntry]]) -> dict[int, Observation]:
    """Save drafts of many figures, ``{observation: (version, entry)}``: all of them, or none.

    Saving what is already stored changes nothing, whatever the version, so a retry is harmless. Raises FiguresRefused
    with every problem (closed to typing, an entry that contradicts itself) and every conflict.
    """
    stored = locked(list(entries))
    problems: dict[int, list[str]] = {}
    conflicts: dict[int, Observation] = {}
    changed: list[tuple[Observation, FigureEntry]] = []
    for pk, (version, typed) in entries.items():
        observation = stored[pk]
        try:
            entry = _completed(observation, typed)
            if entry == entry_of(observation):
                continue
            if reason := closed_to(observation, at=at):
                raise ChangeRefused(reason)
            next_state(FigureState(observation.state), Move.SAVE)
        except (ChangeRefused, MoveNotAllowed) as refusal:
            problems[pk] = [about(observation.indicator.name, str(refusal))]
            continue
        if observation.version == version:
            changed.append((observation, entry))
        else:
            conflicts[pk] = observation
    if problems or conflicts:
        raise FiguresRefused(problems, conflicts)
    trail = [_save(by, at, observation, entry) for observation, entry in changed]
    audit.record_many(by=by, at=at, entries=trail)
    return stored


@transaction.atomic
def propose_revision(
    *, by: Actor, at: datetime, observation: Observation, entry: FigureEntry, reason: str
) -> Observation:
    """Propose another figure in the place of an approved one; it waits for the approver, and the old one stands.

    Words that the entry leaves empty are copied from the figure it revises. A proposal that was sent back is
    changed and proposed again rather than doubled. Of a figure that is calculated only the words are revised. Raises
    ChangeRefused for another figure in its place, when the figure is not approved, when another proposal waits, without
    a reason, or when nothing differs.
    """
    original = locked([observation.pk])[observation.pk]
    if not (original.is_current and original.state == FigureState.APPROVED):
        raise ChangeRefused("Only an approved figure can be revised. This one can still be changed in its return.")
    if not reason.strip():
        raise ChangeRefused("Say why the figure is revised: the reason is printed with the restated figure.")
    entry = _completed(original, entry)
    if is_calculated := bool(calculated_pairs([(original.indicator_id, original.period)])):
        _refuse_another_figure(original, entry)
    if not entry.has_words:
        entry = replace(entry, **{name: getattr(entry_of(original), name) for name in WORDS})
    if entry.value is None and not entry.absence:
        raise ChangeRefused("Enter the revised figure, or say why there is none.")
    if replace(entry, standing=original.standing) == entry_of(original):
        raise ChangeRefused("Nothing differs from the approved figure. Change it, or leave it as it is.")
    proposal = _proposal(original)
    proposal.revision_reason = reason.strip()
    proposal.state = FigureState.SUBMITTED.value
    proposal.submitted_at = original.submitted_at
    proposal.note_back = ""
    before = entry_of(original)
    _set(proposal, entry, by, at)
    proposal.save()
    _save_words(proposal, entry)
    if is_calculated:
        _keep_calculation(original, proposal)
    audit.record(
        by=by, at=at, action="proposed a revision of", thing=proposal, page=proposal.indicator,
        changes=_differences(original, before, entry), why=proposal.revision_reason,
    )  # fmt: skip
    return proposal


def locked(pks: Sequence[int]) -> dict[int, Observation]:
    """Observations with what a change needs of them, their rows locked until the transaction ends."""
    rows = (
        Observation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("indicator", "in_return__service", "commentary__action_by", "entered_by")
        .filter(pk__in=pks)
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def _refuse_another_figure(original: Observation, entry: FigureEntry) -> None:
    stored = entry_of(original)
    if (entry.value, entry.absence) != (stored.value, stored.absence):
        raise ChangeRefused(CALCULATED)


def _keep_calculation(original: Observation, proposal: Observation) -> None:
    """The proposal of other words came from the same formula and figures."""
    Calculation.objects.filter(observation=proposal).delete()
    held = Calculation.objects.filter(observation=original).prefetch_related("inputs").first()
    if held is None:
        return
    again = Calculation.objects.create(observation=proposal, formula_id=held.formula_id)
    CalculationInput.objects.bulk_create(
        CalculationInput(calculation=again, indicator_id=each.indicator_id, observation_id=each.observation_id)
        for each in held.inputs.all()
    )


def _proposal(original: Observation) -> Observation:
    """The open proposal for the figure's period, which must have been sent back; else a new, unsaved one."""
    revisions = Observation.objects.filter(indicator=original.indicator_id, period=original.period)
    proposal = (
        revisions.select_for_update(of=("self",))
        .select_related("indicator")
        .filter(is_current=False)
        .exclude(state=FigureState.SUPERSEDED)
        .first()
    )
    if proposal is None:
        last = revisions.aggregate(last=Max("revision"))["last"]
        return Observation(
            indicator=original.indicator, period=original.period, in_return_id=original.in_return_id,
            revision=last + 1, is_current=False,
        )  # fmt: skip
    if proposal.state == FigureState.SUBMITTED:
        raise ChangeRefused("A revision of this figure already waits for approval. Withdraw it first.")
    proposal.version += 1
    return proposal


def _completed(observation: Observation, entry: FigureEntry) -> FigureEntry:
    indicator = observation.indicator
    try:
        return completed(entry, has_parts=indicator.has_parts, kind=ValueKind(indicator.kind))
    except ValueError as error:
        raise ChangeRefused(str(error)) from error


def _save(by: Actor, at: datetime, observation: Observation, entry: FigureEntry) -> audit.Entry:
    before, was = entry_of(observation), observation.get_state_display()
    version = observation.version
    _set(observation, entry, by, at)
    observation.state = next_state(FigureState(observation.state), Move.SAVE).value
    save_version(observation, version=version, fields=[*FIGURE_FIELDS, "state", *ENTERED])
    _save_words(observation, entry)
    changes = _differences(observation, before, entry)
    now = observation.get_state_display()
    return audit.Entry(
        action="saved",
        thing=observation,
        page=observation.indicator,
        changes=changes if was == now else {"state": (was, now), **changes},
    )


def _set(observation: Observation, entry: FigureEntry, by: Actor, at: datetime) -> None:
    for name in FIGURE_FIELDS:
        setattr(observation, name, getattr(entry, name))
    observation.entered_by, observation.entered_as, observation.entered_at = by.person, by.stands_for, at


def _save_words(observation: Observation, entry: FigureEntry) -> None:
    words = getattr(observation, "commentary", None)
    if words is None:
        if not entry.has_words:
            return
        words = Commentary(observation=observation)
    for name in WORDS:
        setattr(words, name, getattr(entry, name))
    words.save()


def _differences(observation: Observation, before: FigureEntry, after: FigureEntry) -> dict[str, tuple[object, object]]:
    """Field by field, as a person reads them: days, grades and times spelt out, posts by their titles."""
    found: dict[str, tuple[object, object]] = {}
    for name in (*FIGURE_FIELDS, *WORDS):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found[_LABELS.get(name, name)] = (_read(observation, name, old), _read(observation, name, new))
    return found


def _read(observation: Observation, name: str, value: object) -> object:
    indicator = observation.indicator
    if name == "value" and isinstance(value, Decimal) and indicator.kind in ("date", "yes_no", "grade", "duration"):
        return format_value(
            value, ValueKind(indicator.kind), indicator.decimals, indicator.unit, indicator.grades.splitlines()
        )
    if name == "action_by_id" and value:
        return str(Commentary.action_by.field.related_model.objects.get(pk=value))
    return value
