"""Changing rating rules and schemes. A rule that has rated figures is never edited: a new version takes its place."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import differences, field_values, first_values, set_fields
from foundation.words import counted
from indicators.models import Indicator, PeriodTarget, RatingRule, Scheme
from indicators.queries.ratings import is_scheme_used, rated_figures, versions_of
from indicators.rules.rule import Target, rule_problems
from indicators.rules.vocabulary import Basis, Polarity, Status, ValueKind

SHAPES = ("tick", "circle", "triangle", "star", "square", "dash", "question")
COLOURS = ("green", "amber", "red", "blue", "grey")
FIELDS = (
    *("indicator_set", "indicator", "target", "starts_on", "basis", "green_cut", "amber_cut", "exceeding_cut"),
    *("green_edge", "red_edge", "comparison", "scheme", "reason"),
)
REACHES_BACK = (
    "Enter why. The rule reaches back over figures that were signed off, so their statuses are restated in the next "
    "report, with this reason."
)
SIGNED_OFF_IN = (
    "Figures were signed off in these words and colours, so they stay. Make a new scheme and a rule that uses it from "
    "a day on."
)
_PARTS = ("word", "shape", "colour", "meaning")


@transaction.atomic
def create_rule(*, by: Actor, at: datetime, rule: RatingRule) -> RatingRule:
    """Store a rule, or a new version of one, that is not saved yet; one without a scope is the whole council's. A
    scheme that is not saved yet is stored with it.

    One that reaches back over figures that were signed off restates them, so it needs a reason. Raises
    ChangeRefused for that, for a second version of the same day, for cuts that make no sense with the scheme's bands
    and, where it is for one measure or target, with that measure.
    """
    rule.reason = rule.reason.strip()
    check_rule(rule)
    if rule.scheme.pk is None:
        rule.scheme = _stored_scheme(rule.scheme, by=by, at=at)
    if rule.starts_on <= london_day(at) and not rule.reason and rated_figures(rule):
        raise ChangeRefused(REACHES_BACK)
    rule.save()
    page = rule.measure or rule
    changes = first_values(rule, FIELDS)
    audit.record(by=by, at=at, action="created", thing=rule, page=page, changes=changes, why=rule.reason)
    return rule


def check_rule(rule: RatingRule) -> None:
    """Raises ChangeRefused, with every reason, for a rule that cannot be stored as it is."""
    problems = []
    if versions_of(rule).filter(starts_on=rule.starts_on).exists():
        problems.append("There is a version from that day already. Choose another day, or remove that version first.")
    problems += scheme_problems(rule)
    if rule.measure is None:
        problems += rule_problems(rule.as_rule(), None, Polarity.HIGH)
    else:
        problems += _measure_problems(rule, rule.measure)
    if problems:
        raise ChangeRefused(" ".join(dict.fromkeys(problems)))


@transaction.atomic
def remove_rule(*, by: Actor, at: datetime, rule: RatingRule, why: str) -> None:
    """Take back a version that has rated nothing yet. Raises ChangeRefused for one that has, and without a reason."""
    stored = RatingRule.objects.select_for_update(of=("self",)).select_related("indicator", "target__indicator").get(
        pk=rule.pk
    )  # fmt: skip
    if not why.strip():
        raise ChangeRefused("Enter why it is removed. The reason stays in the history.")
    count = rated_figures(stored)
    if count:
        raise ChangeRefused(rated_words(count))
    page = stored.measure or stored
    changes = {name: (value, None) for name, value in field_values(stored, FIELDS).items() if value is not None}
    audit.record(by=by, at=at, action="removed", thing=stored, page=page, changes=changes, why=why.strip())
    stored.delete()


def rated_words(count: int) -> str:
    """Why a version that has rated so many figures stays as it is."""
    return (
        f"{counted(count, 'signed-off figure')} {'is' if count == 1 else 'are'} rated by this version, so it stays. "
        "Make a new version from a later day."
    )


def _stored_scheme(scheme: Scheme, *, by: Actor, at: datetime) -> Scheme:
    """The scheme of that name; made where there is none."""
    stored = Scheme.objects.filter(name__iexact=scheme.name).first()
    return stored or create_scheme(by=by, at=at, name=scheme.name, bands=scheme.bands)


@transaction.atomic
def create_scheme(*, by: Actor, at: datetime, name: str, bands: Mapping[str, Mapping[str, str]]) -> Scheme:
    """A new scheme: ``{status: {"word", "shape", "colour", "meaning"}}``. Raises ChangeRefused for a name in use."""
    _check_scheme(name, bands)
    scheme = Scheme.objects.create(name=name, bands={status: dict(band) for status, band in bands.items()})
    changes: dict[str, tuple[object, object]] = {"name": (None, name)}
    changes |= {status: (None, _band_words(band)) for status, band in bands.items()}
    audit.record(by=by, at=at, action="created", thing=scheme, changes=changes)
    return scheme


@transaction.atomic
def edit_scheme(
    *, by: Actor, at: datetime, scheme: Scheme, name: str, bands: Mapping[str, Mapping[str, str]], why: str = ""
) -> Scheme:
    """Change a scheme that has not shown a signed-off figure yet; after that a year stays as it was (rules.md 3).

    Raises ChangeRefused for one that has, unless only the name differs, and for a name in use.
    """
    stored = Scheme.objects.select_for_update().get(pk=scheme.pk)
    _check_scheme(name, bands, besides=stored)
    before, after = ({status: _band_words(band) for status, band in each.items()} for each in (stored.bands, bands))
    if before != after and is_scheme_used(stored):
        raise ChangeRefused(SIGNED_OFF_IN)
    changes = set_fields(stored, {"name": name}) | differences(before, {**dict.fromkeys(before), **after})
    stored.bands = {status: dict(band) for status, band in bands.items()}
    if changes:
        stored.save(update_fields=["name", "bands"])
        audit.record(by=by, at=at, action="changed", thing=stored, changes=changes, why=why.strip())
    return stored


def scheme_problems(rule: RatingRule) -> list[str]:
    """Every status that the rule can give needs a word."""
    bands, problems = rule.scheme.bands, []
    # Of explicit values the words say whether there is an amber between them.
    has_amber = rule.comparison != "none" or (rule.basis != Basis.VALUES and rule.green_cut != rule.amber_cut)
    if has_amber and rule.basis != Basis.JUDGEMENT and Status.AMBER not in bands:
        problems.append(f"The scheme {rule.scheme} has no word for amber. Make the two cuts equal, or choose another.")
    if rule.exceeding_cut is not None and Status.EXCEEDING not in bands:
        problems.append(f"The scheme {rule.scheme} has no word for exceeding. Leave that cut empty, or choose another.")
    return problems


def _measure_problems(rule: RatingRule, measure: Indicator) -> list[str]:
    """What is wrong with the rule for the measure's targets from its first day on."""
    targets = PeriodTarget.objects.filter(indicator=measure, period__gte=rule.starts_on.isoformat())
    if rule.target:
        targets = targets.filter(annual=rule.target)
    polarity, kind, engine = Polarity(measure.polarity), ValueKind(measure.kind), rule.as_rule()
    problems = rule_problems(engine, None, polarity, kind)
    for each in targets.order_by("period"):
        target = Target(each.value, each.low, each.high, each.green_limit, each.red_limit)
        if target.has_figure:
            problems += [f"{each.period.label}: {problem}" for problem in rule_problems(engine, target, polarity, kind)]
    return problems[:5]


def _check_scheme(name: str, bands: Mapping[str, Mapping[str, str]], besides: Scheme | None = None) -> None:
    if Scheme.objects.filter(name__iexact=name).exclude(pk=besides.pk if besides else None).exists():
        raise ChangeRefused(f"There is a scheme called {name} already. Choose another name.")
    if problem := bands_problem(bands):
        raise ChangeRefused(problem)


def bands_problem(bands: Mapping[str, Mapping[str, str]]) -> str:
    """Why these are no bands of a scheme; "" where they are."""
    for status in (Status.GREEN, Status.RED):
        if not bands.get(status, {}).get("word"):
            return f"A scheme needs at least a word for {status}."
    words = [band["word"].casefold() for band in bands.values()]
    if len(set(words)) < len(words):
        return "Two statuses have the same word. Give each a word of its own."
    looks = [(band["shape"], band["colour"]) for band in bands.values()]
    if len(set(looks)) < len(looks):
        return "Two statuses have the same shape and colour. Tell them apart by one of them at least."
    return ""


def _band_words(band: Mapping[str, str]) -> str:
    return ", ".join(band[part] for part in _PARTS if band.get(part))
