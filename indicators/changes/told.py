"""What is told of measures and returns, to whom, and why: the news that changes hand to ``accounts.changes.news``."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from accounts.changes.news import News, watched_among
from accounts.models import NoticeKind, Post
from accounts.roles import Permission
from accounts.watchable import Key
from foundation.dates import day_words, weekday_words
from foundation.words import counted, together
from indicators.judging.council_statuses import Glance, glances
from indicators.judging.measure_row import stands, status_words
from indicators.judging.outlook import HISTORY, Expected, turns, year_ends
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured_few
from indicators.models import AnnualTarget, Contribution, Indicator, MeasureHelp, Observation, RecoveryAction, Return
from indicators.permissions import service_of
from indicators.queries.targets import aim_words
from indicators.rules.moves import step
from indicators.rules.whole_year import is_whole_year
from indicators.workflow import EDITABLE
from plans.periods import Period

_WATCH = "watch this measure"
# What the holder of each of a measure's posts does, as the end of "because you …".
_POSTS = {"owner": "own this measure", "data_provider": "provide its figures", "approver": "sign off its figures"}
_GIVEN = {
    "owner": "“{0}” is given to {1} to own.",
    "data_provider": "{1} is now to provide the figures of “{0}”.",
    "approver": "{1} is now to sign off the figures of “{0}”.",
}


def signed_off(figures: Sequence[Observation], *, report_period: Period | None) -> list[News]:
    """Each figure that was just signed off, for who watches its measure; and, where that changed its status, for who
    watches its service or an objective that it serves. ``report_period`` is that of their return, if they have one.

    A number of statements that does not grow: one where nobody watches anything.
    """
    measures = {row.indicator_id: row.indicator for row in figures}
    around = _around(measures.values())
    watched = watched_among({key for keys in around.values() for key in keys})
    told = [pk for pk, keys in around.items() if watched & keys.keys()]
    found: dict[tuple[int, Period], Glance] = {}
    if told and report_period is not None:
        read = glances(Indicator.objects.filter(pk__in=told), report_period=report_period)
        found = {(each.pk, each.period): each for each in read}
    return [
        _figure_news(row, found.get((row.indicator_id, row.period)), around)
        for row in figures
        if row.indicator_id in told
    ]


def put_at_risk(figures: Sequence[Observation], *, report_period: Period | None) -> list[News]:
    """Each measure whose target for the year the figures just signed off put at risk, for the post that owns it and the
    one above (C11). A number of statements that does not grow.
    """
    if report_period is None or not figures:
        return []
    rules, signed = RulesInForce.load(), {(row.indicator_id, row.period) for row in figures}
    read = measured_few(list({pk for pk, _ in signed}), report_period=report_period, history=HISTORY, rules=rules)
    ends = year_ends(list(read.values()), report_period=report_period, rules=rules)
    turned = {pk: each for pk, each in ends.items() if (pk, each.latest) in signed and turns(each, rules)}
    measures = Indicator.objects.select_related("owner__reports_to").filter(pk__in=turned).order_by("ref")
    return [_risk_news(measure, turned[measure.pk]) for measure in measures] if turned else []


def _risk_news(measure: Indicator, expected: Expected) -> News:
    posts = {measure.owner_id: f"own this measure as {measure.owner}"}
    if (manager := measure.owner.reports_to) is not None:
        posts.setdefault(manager.pk, f"manage its owner as {manager}")
    against = f" against {expected.target_words}" if expected.target_words != "no target" else ""
    return News(
        kind=NoticeKind.FIGURE,
        words=f"“{measure.name}” is at risk: {expected.year.label} is expected to end on {expected.value}{against}.",
        path=f"{measure.get_absolute_url()}#outlook",
        about=("measure", measure.pk),
        unit_id=measure.service_id,
        posts=posts,
    )


def sent_back(figure: Observation, note: str) -> News:
    """A figure that was sent back, for who entered it and for the post that provides it."""
    indicator, in_return = figure.indicator, figure.in_return
    where = (in_return.pk, indicator.ref) if in_return else (indicator.ref,)
    route = "return-figure" if in_return else "figure-revise"
    path = reverse(f"indicators:{route}", args=[*where, figure.period.key])
    if figure.revision == 1 and is_whole_year(figure.period, indicator.frequency):
        path = f"{reverse('indicators:outturn-create', args=[indicator.ref])}?year={figure.period.key}"
    return News(
        kind=NoticeKind.SENT_BACK,
        words=f"“{indicator.name}”, {figure.period.label}, was sent back: {note}",
        path=path,
        about=("measure", indicator.pk),
        unit_id=service_of(figure),
        needs=Permission.FIGURE_ENTER,
        people=_enterer(figure),
        posts={indicator.data_provider_id: f"provide its figures as {indicator.data_provider}"},
    )


def _enterer(figure: Observation) -> dict[int, str]:
    """Who typed it or brought its file, to be told of it; nobody where another system sent it."""
    is_told = figure.entered_by_id and not figure.entered_as_id
    return {figure.entered_by_id: "entered this figure"} if is_told else {}


def more_time(in_return: Return, *, until: datetime, reason: str) -> News:
    """A service was given until a later day, for the posts that still have figures to hand in or to sign off."""
    due = in_return.figures.filter(state__in=EDITABLE)
    providers, approvers = (due.values(f"indicator__{name}") for name in ("data_provider", "approver"))
    posts = {post.pk: f"sign off its figures as {post}" for post in Post.objects.filter(pk__in=approvers)}
    posts |= {post.pk: f"provide its figures as {post}" for post in Post.objects.filter(pk__in=providers)}
    return News(
        kind=NoticeKind.MORE_TIME,
        words=f"{in_return.service} has until {weekday_words(until)} for {in_return.period.label}: {reason}",
        path=in_return.get_absolute_url(),
        about=("service", in_return.service_id),
        unit_id=in_return.service_id,
        needs=Permission.FIGURE_ENTER,
        posts=posts,
    )


def target_set(annual: AnnualTarget, indicator: Indicator, *, is_new: bool, why: str) -> News:
    """A year's target was set or changed."""
    aim = "not rated, by decision" if annual.is_not_rated else aim_words(indicator, annual)
    verb = "set" if is_new else "changed"
    tab = f"{reverse('indicators:indicator-detail', args=[indicator.ref])}?tab=targets"
    words = f"The target of “{indicator.name}” for {annual.year.label} was {verb}: {aim}."
    return _sheet_news(indicator, _because(words, why), tab, but=())


def sheet_changed(indicator: Indicator, changed: Iterable[str], why: str) -> list[News]:
    """A definition sheet was changed in these fields: to those it concerns, and to whom the measure is given."""
    fields = list(changed)
    given = [name for name in _POSTS if name in fields]
    rest = [_label(name) for name in fields if name not in given]
    page = reverse("indicators:indicator-detail", args=[indicator.ref])
    news = [_given(indicator, name) for name in given]
    if rest:
        words = f"The definition of “{indicator.name}” was changed in {together(rest)}."
        news.append(_sheet_news(indicator, _because(words, why), page, but=given))
    elif given:
        words = together([f"its {_label(name)} is now {getattr(indicator, name)}" for name in given])
        news.append(_sheet_news(indicator, f"“{indicator.name}”: {words}.", page, but=given))
    return news


def measure_made(indicator: Indicator) -> list[News]:
    """A new measure, for the posts that it is given to."""
    return [_given(indicator, name) for name in _POSTS]


def sheet_told(indicator: Indicator, said: str, why: str, *, tab: str = "") -> News:
    """Anything else that happened to a definition; ``said`` ends the sentence "“The measure” …"."""
    page = reverse("indicators:indicator-detail", args=[indicator.ref])
    words = _because(f"“{indicator.name}” {said}.", why)
    return _sheet_news(indicator, words, f"{page}?tab={tab}" if tab else page, but=())


def recovery_given(action: RecoveryAction) -> list[News]:
    """A recovery action, for the post that is to do it from now on."""
    owner = action.owner
    words = (
        f"The action “{action.title}”, to bring “{action.indicator.name}” back on target and due "
        f"{day_words(action.due_on)}, is given to {owner} to do."
    )
    return [replace(_recovery_news(action, words), kind=NoticeKind.GIVEN, posts={owner.pk: f"are {owner}"}, watched={})]


def recovery_told(action: RecoveryAction, said: str, *, is_given: bool = False) -> list[News]:
    """Something that happened to a recovery action, for who owns its measure and who watches that; ``said`` ends the
    sentence "“The action”, for “the measure”, …". ``is_given``: who is to do it is told apart.
    """
    owner = action.indicator.owner
    news = _recovery_news(action, f"“{action.title}”, for “{action.indicator.name}”, {said}.")
    is_told = is_given and owner.pk == action.owner_id
    return [replace(news, posts={} if is_told else {owner.pk: f"own this measure as {owner}"})]


def measure_help_asked(request: MeasureHelp, by: str) -> News:
    """That help is asked for with a measure, for whoever holds the post that is asked."""
    words = f"{by} asks for help with “{request.indicator.name}”: “{request.text}”"
    asked_of = request.asked_of
    return _help_news(request, words, {asked_of.pk: f"are asked as {asked_of}"})


def measure_help_answered(request: MeasureHelp, by: str) -> News:
    """The answer, for the owner of the measure and for who asked."""
    words = f"{by} answers your request for help with “{request.indicator.name}”: “{request.answer}”"
    owner = request.indicator.owner
    people = {request.asked_by_id: "asked for help"} if request.asked_by_id else {}
    return replace(_help_news(request, words, {owner.pk: f"own this measure as {owner}"}), people=people)


def _help_news(request: MeasureHelp, words: str, posts: Mapping[int, str]) -> News:
    return News(
        kind=NoticeKind.FIGURE,
        words=words,
        path=request.get_absolute_url(),
        about=("measure", request.indicator_id),
        unit_id=request.indicator.service_id,
        posts=posts,
    )


def _recovery_news(action: RecoveryAction, words: str) -> News:
    key = ("measure", action.indicator_id)
    return News(
        kind=NoticeKind.FIGURE,
        words=words,
        path=action.get_absolute_url(),
        about=key,
        unit_id=action.indicator.service_id,
        watched={key: _WATCH},
    )


def imported(figures: Iterable[Indicator], targets: Iterable[Indicator]) -> list[News]:
    """What an import brought to measures, for who watches them: the measure of each figure that stands from now on, and
    of each target.
    """
    counts: dict[int, list[str]] = defaultdict(list)
    measures: dict[int, Indicator] = {}
    for noun, given in (("figure", list(figures)), ("target", list(targets))):
        measures |= {each.pk: each for each in given}
        for pk, number in Counter(each.pk for each in given).items():
            counts[pk].append(counted(number, noun))
    return [
        News(
            kind=NoticeKind.FIGURE,
            words=f"“{measures[pk].name}”: {together(words)} imported.",
            path=measures[pk].get_absolute_url(),
            about=("measure", pk),
            unit_id=measures[pk].service_id,
            watched={("measure", pk): _WATCH},
        )
        for pk, words in counts.items()
    ]


def calculated(figures: Iterable[Observation]) -> list[News]:
    """What was worked out of measures just now, for who watches them."""
    found: dict[int, list[Observation]] = defaultdict(list)
    for each in figures:
        found[each.indicator_id].append(each)
    return [
        News(
            kind=NoticeKind.FIGURE,
            words=f"“{rows[0].indicator.name}”: {_which(rows)} calculated.",
            path=rows[0].indicator.get_absolute_url(),
            about=("measure", pk),
            unit_id=rows[0].indicator.service_id,
            watched={("measure", pk): _WATCH},
        )
        for pk, rows in found.items()
    ]


def _which(rows: Sequence[Observation]) -> str:
    """ "the figure for 2026/27 Q1 was", "12 figures were"."""
    return f"the figure for {rows[0].period.label} was" if len(rows) == 1 else f"{len(rows)} figures were"


def _figure_news(row: Observation, glance: Glance | None, around: Mapping[int, Mapping[Key, str]]) -> News:
    indicator, key = row.indicator, ("measure", row.indicator_id)
    if glance is None:
        verb = "revised" if row.revision > 1 else "signed off"
        words, watched = f"“{indicator.name}”: the figure for {row.period.label} was {verb}.", {key: _WATCH}
        words = _because(words, row.revision_reason)
    else:
        figure = stands(*glance.value_and_target()) if row.value is not None else "no figure"
        words = f"“{indicator.name}”, {row.period.label}: {figure}. {_move(glance)}"
        watched = around[indicator.pk] if step(glance.was, glance.status) else {key: _WATCH}
    return News(
        kind=NoticeKind.FIGURE,
        words=words,
        path=indicator.get_absolute_url(),
        about=key,
        unit_id=indicator.service_id,
        watched=watched,
    )


def _move(glance: Glance) -> str:
    """ "Off target, on target before.", "On target, as before.", "Data only."."""
    word = status_words(glance.status, glance.bands)["word"]
    if glance.was is None:
        return f"{word}."
    was = status_words(glance.was, glance.bands)["word"]
    return f"{word}, as before." if was == word else f"{word}, {was[:1].lower()}{was[1:]} before."


def _around(measures: Iterable[Indicator]) -> dict[int, dict[Key, str]]:
    """For each measure what may be watched of it, with why somebody is told: itself, what it serves, its service."""
    found: dict[int, dict[Key, str]] = {each.pk: {("measure", each.pk): _WATCH} for each in measures}
    services = {each.pk: each.service_id for each in measures}
    served = Contribution.objects.filter(indicator__in=found, objective__plan__level__is_private=False)
    for pk, objective in served.order_by("pk").values_list("indicator", "objective"):
        found[pk]["objective", objective] = "watch an objective that it serves"
    for pk, service in services.items():
        found[pk]["service", service] = "watch its service"
    return found


def _given(indicator: Indicator, name: str) -> News:
    post = getattr(indicator, name)
    return News(
        kind=NoticeKind.GIVEN,
        words=_GIVEN[name].format(indicator.name, post),
        path=indicator.get_absolute_url(),
        about=("measure", indicator.pk),
        unit_id=indicator.service_id,
        posts={post.pk: f"are {post}"},
    )


def _sheet_news(indicator: Indicator, words: str, path: str, *, but: Sequence[str]) -> News:
    posts = {getattr(indicator, f"{name}_id"): (name, does) for name, does in reversed(_POSTS.items())}
    return News(
        kind=NoticeKind.SHEET,
        words=words,
        path=path,
        about=("measure", indicator.pk),
        unit_id=indicator.service_id,
        posts={pk: f"{does} as {getattr(indicator, name)}" for pk, (name, does) in posts.items() if name not in but},
        watched={("measure", indicator.pk): _WATCH},
    )


def _label(name: str) -> str:
    """A field of the sheet as its page calls it; "sets" is none of its own."""
    return str(Indicator._meta.get_field(name).verbose_name) if name != "sets" else name


def _because(words: str, why: str) -> str:
    return f"{words} Why: {why}" if why else words
