"""Which tags the demo council's objectives and measures carry: a scorecard that is nearly balanced, and why not."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.actors import Actor
from indicators.models import Indicator
from plans.changes.tags import adopt_shipped, tag_many
from plans.models import Objective, ObjectiveKind, Tag

GROUPS = ("balanced-scorecard", "inward-outward", "equality")
_INWARD_SERVICES = ("Finance, Revenues and Benefits", "IT Services", "Human Resources", "Internal Audit")
_BY_WHAT_IT_TELLS = {
    Indicator.Tells.OUTCOME: "Residents and customers",
    Indicator.Tells.PERCEPTION: "Residents and customers",
    Indicator.Tells.CONTEXTUAL: "Residents and customers",
    Indicator.Tells.INPUT: "Finance",
    Indicator.Tells.OUTPUT: "Internal processes",
    Indicator.Tells.PROCESS: "Internal processes",
}
_BY_WORD = {
    "Finance": ("invoice", "spending", "budget", "council tax", "rent", "rates"),
    "Learning and growth": ("sickness", "staff", "training", "appraisal", "employee"),
    "Age": ("child", "older", "school", "young", "pupil"),
    "Disability": ("disab", "adapt"),
}


def tag_what_there_is(*, by: Actor, at: datetime) -> None:
    """Take three shipped groups, and tag measures by what they tell and whose they are, objectives by their service."""
    adopt_shipped(by=by, at=at, keys=GROUPS)
    tags = {tag.name: tag for tag in Tag.objects.select_related("group")}
    measures = list(Indicator.objects.select_related("service"))
    objectives = list(Objective.objects.not_private().exclude(kind=ObjectiveKind.PRIORITY).select_related("plan__unit"))
    for name, things in _sorted(measures, objectives).items():
        for kind in (Indicator, Objective):
            tag_many(
                by=by, at=at, things=[each for each in things if isinstance(each, kind)], tag=tags[name], carry=True
            )


def _sorted(
    measures: Iterable[Indicator], objectives: Iterable[Objective]
) -> Mapping[str, list[Indicator | Objective]]:
    found: dict[str, list[Indicator | Objective]] = {}
    for measure in measures:
        for name in (*_perspectives(measure), _way(measure.service.name), *_words(measure.name, "Age", "Disability")):
            found.setdefault(name, []).append(measure)
    for objective in objectives:
        for name in (_way(objective.plan.unit.name), *_words(objective.title, "Age", "Disability")):
            found.setdefault(name, []).append(objective)
    return found


def _perspectives(measure: Indicator) -> list[str]:
    return _words(measure.name, "Finance", "Learning and growth") or [_BY_WHAT_IT_TELLS[Indicator.Tells(measure.tells)]]


def _words(title: str, *names: str) -> list[str]:
    return [name for name in names if any(word in title.casefold() for word in _BY_WORD[name])]


def _way(unit: str) -> str:
    return "Inward" if unit in _INWARD_SERVICES else "Outward"
