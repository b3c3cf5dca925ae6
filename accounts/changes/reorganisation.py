"""A reorganisation: prepared, applied all at once, and taken back as one on the same day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.changes.organisation import keep_an_administrator
from accounts.changes.told import reorganisation_news, taken_back_news
from accounts.holdings import NEW, Made, Step
from accounts.models import Move, Post, Reorganisation, ReorganisationKind, ReorganisationState, Unit
from accounts.queries.planning import UNIT, Choice, planned
from accounts.queries.reorganisation import (
    READ_FOR_NAMES,
    UNSEEN,
    Preview,
    choice_of,
    names_of,
    obstacles,
    points_at,
    preview_of,
)
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused, Conflict
from foundation.undoing import remove
from foundation.versions import save_version

K = ReorganisationKind
OTHERWISE = (
    "Somebody changed what is reorganised after you opened this page. Nothing was written: this is what would be done "
    "now. Look it through, and press again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person chose, as forms give it."""

    kind: ReorganisationKind
    starts_on: date
    why: str
    units: Sequence[Unit] = ()
    posts: Sequence[Post] = ()
    into: Unit | None = None
    name: str = ""
    successor: Post | None = None
    also: Sequence[str] = field(default_factory=list)

    def choice(self) -> Choice:
        return Choice(
            kind=self.kind, day=self.starts_on, units=self.units, posts=self.posts, into=self.into,
            name=self.name.strip(), successor=self.successor, also=frozenset(self.also),
        )  # fmt: skip

    def keys(self) -> dict[str, Any]:
        """What is kept of it."""
        kept: dict[str, Any] = {"units": [each.pk for each in self.units], "posts": [each.pk for each in self.posts]}
        kept |= {"into": self.into and self.into.pk, "successor": self.successor and self.successor.pk}
        return {**kept, "name": self.name.strip(), "also": sorted(self.also)}


@transaction.atomic
def prepare(*, by: Actor, at: datetime, chosen: Chosen) -> Reorganisation:
    """Keep what was chosen, to be looked at before it is applied; nothing else is written. Raises ChangeRefused with
    everything that is wrong with it.
    """
    choice = _checked(chosen, at)
    prepared = Reorganisation.objects.create(
        kind=chosen.kind, starts_on=chosen.starts_on, why=chosen.why.strip(), chosen=chosen.keys(),
        told={"title": choice.title}, created_by=by.user, created_at=at,
    )  # fmt: skip
    audit.record(by=by, at=at, action="began to prepare", thing=prepared, why=prepared.why)
    return prepared


@transaction.atomic
def choose_again(
    *, by: Actor, at: datetime, reorganisation: Reorganisation, version: int, chosen: Chosen
) -> Reorganisation:
    """Change what was chosen, while it is being prepared. Raises as ``prepare``; Conflict where somebody else did."""
    stored = _locked(reorganisation)
    _check_prepared(stored)
    if stored.version != version:
        raise Conflict("Somebody else changed this while you had it open. Nothing was overwritten.", stored=stored)
    choice = _checked(chosen, at)
    before = stored.told["title"]
    stored.starts_on, stored.why, stored.chosen = chosen.starts_on, chosen.why.strip(), chosen.keys()
    stored.told = {"title": choice.title}
    save_version(stored, version=version, fields=("starts_on", "why", "chosen", "told"))
    changes = {"chosen": (before, choice.title)}
    audit.record(by=by, at=at, action="changed", thing=stored, changes=changes, why=stored.why)
    return stored


@transaction.atomic
def discard(*, by: Actor, at: datetime, reorganisation: Reorganisation) -> None:
    """Remove one that was prepared and never applied. Raises ChangeRefused once it was."""
    stored = _locked(reorganisation)
    _check_prepared(stored)
    audit.record(by=by, at=at, action="discarded", thing=stored, why=stored.why)
    stored.delete()


@transaction.atomic
def apply(*, by: Actor, at: datetime, reorganisation: Reorganisation, digest: str) -> Reorganisation:
    """Do all that was previewed, or nothing. ``digest`` is that of the preview which the person saw.

    Raises ChangeRefused when it was done already, before its day, when something else would be done now, and with what
    is wrong with it.
    """
    stored = _locked(reorganisation)
    _check_prepared(stored)
    preview = preview_of(stored, today=london_day(at))
    if preview.is_early:
        raise ChangeRefused(f"It can be applied from {day_words(stored.starts_on)} on. Until then it is kept as it is.")
    if preview.plan.problems:
        raise ChangeRefused(" ".join(preview.plan.problems))
    if preview.digest != digest:
        raise ChangeRefused(OTHERWISE)
    entries, told = _events(preview, source=str(stored)), _told(preview)
    try:
        with transaction.atomic():
            keys = _write(stored, preview)
    except IntegrityError as error:
        raise ChangeRefused(OTHERWISE) from error
    if preview.choice.kind == K.ABOLISH:
        keep_an_administrator(at=at, after=stored.starts_on)
    stored.state, stored.done_by, stored.done_at = ReorganisationState.DONE, by.user, at
    into = keys.get(preview.choice.to, preview.choice.into and preview.choice.into.pk)
    stored.told = {**stored.told, **told, "to": [into] if into else []}
    stored.save()
    tell(by=by, at=at, news=reorganisation_news(stored, preview.choice, preview.plan.steps))
    counts = {heading: (None, count) for heading, count in preview.counts.items()}
    entries.append(audit.Entry(action="applied", thing=stored, changes=counts, why=stored.why))
    audit.record_many(by=by, at=at, entries=entries)
    return stored


@transaction.atomic
def take_back(*, by: Actor, at: datetime, reorganisation: Reorganisation, why: str) -> Reorganisation:
    """Put everything back as it was, as one. Raises ChangeRefused on a later day, with what was built on it since, and
    for want of a reason.
    """
    stored = _locked(reorganisation)
    if stored.state != ReorganisationState.DONE:
        raise ChangeRefused("It is not applied, so there is nothing to take back.")
    if not why.strip():
        raise ChangeRefused("Enter why it is taken back. The reason stays in the history.")
    if stopped := obstacles(stored, today=london_day(at)):
        raise ChangeRefused(f"It cannot be taken back. {' '.join(stopped)}")
    steps = [Step(m.kind, m.key, m.field, "", m.became, m.was) for m in stored.moves.order_by("-pk")]
    entries = _events_of(steps, source=f"{stored}, taken back", why=why.strip())
    for row in serializers.deserialize("python", stored.removed):
        row.save()
    _set(steps, missing=True)
    remove(stored.written)
    stored.moves.all().delete()
    stored.state, stored.taken_back_by, stored.taken_back_at = ReorganisationState.TAKEN_BACK, by.user, at
    stored.taken_back_why, stored.written, stored.removed = why.strip(), {}, []
    stored.save()
    tell(by=by, at=at, news=taken_back_news(stored, choice_of(stored), steps))
    entries.append(audit.Entry(action="took back", thing=stored, why=why.strip()))
    audit.record_many(by=by, at=at, entries=entries)
    return stored


def _checked(chosen: Chosen, at: datetime) -> Choice:
    if not chosen.why.strip():
        raise ChangeRefused("Enter why: the reason is kept in the history of everything that changes.")
    choice = chosen.choice()
    if problems := planned(choice, today=london_day(at)).problems:
        raise ChangeRefused(" ".join(problems))
    return choice


def _locked(reorganisation: Reorganisation) -> Reorganisation:
    found = Reorganisation.objects.select_for_update().filter(pk=reorganisation.pk).first()
    if found is None:
        raise ChangeRefused("Somebody discarded it. Prepare it anew.")
    return found


def _check_prepared(stored: Reorganisation) -> None:
    if stored.state == ReorganisationState.DONE:
        raise ChangeRefused("It is applied already. Nothing was written a second time.")
    if stored.state == ReorganisationState.TAKEN_BACK:
        raise ChangeRefused("It was taken back. Prepare it anew.")


def _write(stored: Reorganisation, preview: Preview) -> dict[str, int]:
    """Make, move and take away all of it; the keys of what was made, by their marks."""
    plan, keys = preview.plan, {}
    written: dict[str, list[int]] = {}
    for each in plan.made:
        keys[each.mark] = _made(each, keys)
        written.setdefault(each.model, []).append(keys[each.mark])
    steps = [each._replace(became=str(keys.get(each.became, each.became))) for each in plan.steps]
    _set(steps)
    Move.objects.bulk_create(
        [
            Move(
                reorganisation=stored, kind=each.model, key=each.key, field=each.field, was=each.was,
                became=each.became, starts_on=stored.starts_on,
            )
            for each in steps
        ],
        batch_size=500,
    )  # fmt: skip
    for model, key in plan.gone:
        row = apps.get_model(model)._base_manager.get(pk=key)
        stored.removed += serializers.serialize("python", [row])
        row.delete()
    stored.removed, stored.written = _as_json(stored.removed), written
    return keys


def _made(made: Made, keys: Mapping[str, int]) -> int:
    """The key of a row that is made now."""
    model = apps.get_model(made.model)
    row = model(**{name: keys.get(value, value) for name, value in made.values.items()})
    for each in model._meta.concrete_fields:
        if each.attname in made.values:
            setattr(row, each.attname, each.to_python(getattr(row, each.attname)))
    row.save(force_insert=True)
    return int(row.pk)


def _set(steps: Iterable[Step], *, missing: bool = False) -> None:
    """Set each field from what it was to what it becomes, in order: a statement for each kind, field and value. Raises
    ChangeRefused where something is no longer what it was; ``missing``: what is gone since needs no setting.
    """
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for step in steps:
        groups.setdefault((step.model, step.field, step.was, step.became), []).append(step.key)
    for (label, name, was, became), pks in groups.items():
        model = apps.get_model(label)
        attname = model._meta.get_field(name).attname  # type: ignore[union-attr]
        rows = model._base_manager.filter(pk__in=pks)
        expected = rows.count() if missing else len(pks)
        values: dict[str, Any] = {attname: _value(model, name, became)}
        if any(each.name == "version" for each in model._meta.concrete_fields):
            values["version"] = F("version") + 1
        if rows.filter(**{attname: _value(model, name, was)}).update(**values) != expected:
            raise ChangeRefused(OTHERWISE)


def _value(model: type[models.Model], name: str, text: str) -> Any:
    each = model._meta.get_field(name)
    target = each.target_field if each.related_model else each  # type: ignore[union-attr]
    return target.to_python(text) if text or not each.null else None  # type: ignore[union-attr]


def _as_json(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as a JSON field keeps them."""
    return [
        {**row, "fields": {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row["fields"].items()}}
        for row in rows
    ]


def _events(preview: Preview, *, source: str) -> list[audit.Entry]:
    """One event for each thing that changes, with all of its fields that do; and for each that is made."""
    return _events_of(preview.plan.steps, source=source, new=preview.choice.name)


def _events_of(steps: Sequence[Step], *, source: str, new: str = "", why: str = "") -> list[audit.Entry]:
    changes: dict[tuple[str, int], dict[str, tuple[object, object]]] = {}
    names = names_of(steps) | {(UNIT, NEW): new}
    for step in steps:
        if step.model not in UNSEEN:
            label = points_at(step)
            was, became = (names.get((label, value), value) or None for value in (step.was, step.became))
            changes.setdefault((step.model, step.key), {})[step.field] = (was, became)
    things: dict[str, Mapping[int, models.Model]] = {}
    for model in dict.fromkeys(model for model, _ in changes):
        keys = [key for label, key in changes if label == model]
        things[model] = apps.get_model(model)._base_manager.select_related(*READ_FOR_NAMES.get(model, ())).in_bulk(keys)
    return [
        audit.Entry(action="reorganised", thing=thing, page=_page(thing), changes=told, source=source, why=why)
        for (model, key), told in changes.items()
        if (thing := things[model].get(key)) is not None
    ]


_PAGES = ("indicator", "risk", "committee", "pack")


def _page(thing: models.Model) -> models.Model:
    """The thing on whose history its part is read."""
    return next((getattr(thing, name) for name in _PAGES if hasattr(type(thing), name)), thing)


def _told(preview: Preview) -> dict[str, Any]:
    """What is kept of it in words: counts, what people notice, which units were before. Before it is written."""
    choice = preview.choice
    return {
        "counted": [group.words for group in preview.groups],
        "stays": preview.plan.stays,
        "effects": preview.effects,
        "from": [each.pk for each in choice.units],
        "closes": choice.kind in (K.MERGE, K.RENAME),
    }
