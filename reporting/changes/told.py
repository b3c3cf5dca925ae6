"""What is told of reports, to whom, and why."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from accounts.changes.news import News
from accounts.models import NoticeKind, Post, Watch
from accounts.roles import Role
from accounts.watchable import Key
from foundation.words import counted, together
from reporting.models import Audience, Report
from reporting.queries.reports import audience_words, title_words
from reporting.workflow import ReportState

# Who sits where a report is for, beside the members of its committee.
_AUDIENCE_ROLES = {
    Audience.MANAGEMENT_TEAM: (Role.DIRECTOR,),
    Audience.CABINET: (Role.CABINET_MEMBER,),
    Audience.SCRUTINY: (),
}


def released(reports: Sequence[Report]) -> list[News]:
    """Reports that were released together: one piece of news for each audience, for those who sit in it; one for each
    subject, for who watches it; and each report for who watches it. Three statements.
    """
    series = _watched_series(reports)
    return [
        *_for_audiences(reports),
        *_for_subjects(reports),
        *(_news(each, f"“{_title(each)}” was released.", series[each.pk]) for each in reports),
    ]


def withdrawn(report: Report) -> list[News]:
    """A report that was withdrawn, for those whom its release concerned. Three statements."""
    words = f"“{_title(report)}” was withdrawn: {report.withdrawn_why}"
    posts = _posts_of([report])[report.audience, report.committee_id]
    return [_news(report, words, _watched_series([report])[report.pk] | _watched_subjects(report), posts)]


def _for_audiences(reports: Sequence[Report]) -> list[News]:
    groups: dict[tuple[str, int | None], list[Report]] = defaultdict(list)
    for each in reports:
        groups[each.audience, each.committee_id].append(each)
    posts = _posts_of(reports)
    return [_group_news(own, posts[place]) for place, own in groups.items()]


def _group_news(reports: Sequence[Report], posts: dict[int, str]) -> News:
    first = reports[0]
    if len(reports) == 1:
        return _news(first, f"“{_title(first)}” was released.", {}, posts)
    period, audience = first.cycle.period, audience_words(first)
    chosen = f"?cycle={period.key}&audience={first.audience}&state={ReportState.RELEASED}"
    words = f"{counted(len(reports), 'report')} for {audience} were released: {period.long_label}."
    return _news(first, words, {}, posts, path=reverse("reporting:report-list") + chosen, is_council=True)


def _news(
    report: Report,
    words: str,
    watched: dict[Key, str],
    posts: dict[int, str] | None = None,
    *,
    path: str = "",
    is_council: bool = False,
) -> News:
    return News(
        kind=NoticeKind.REPORT,
        words=words,
        path=path or report.get_absolute_url(),
        about=("report", report.pk),
        unit_id=None if is_council else report.unit_id,
        posts=posts or {},
        watched=watched,
    )


def _posts_of(reports: Sequence[Report]) -> dict[tuple[str, int | None], dict[int, str]]:
    """The posts that sit in each audience, with why their holders are told. One statement."""
    roles = {role for each in reports for role in _AUDIENCE_ROLES[Audience(each.audience)]}
    committees = {each.committee_id for each in reports if each.committee_id}
    rows = Post.objects.filter(Q(role__in=roles) | Q(unit__in=committees)).select_related("unit").order_by("pk")
    found: dict[tuple[str, int | None], dict[int, str]] = defaultdict(dict)
    for post in rows:
        if post.unit_id in committees:
            found[Audience.SCRUTINY, post.unit_id][post.pk] = f"sit on the {post.unit} as {post}"
        for audience, its in _AUDIENCE_ROLES.items():
            if post.role in its:
                found[audience, None][post.pk] = f"get reports for {audience.label} as {post}"
    return found


def _for_subjects(reports: Sequence[Report]) -> list[News]:
    """What a service, a plan or an objective has reports of, whomever they are for."""
    groups: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for each in reports:
        if _watched_subjects(each):
            groups[each.kind, each.subject_type, each.subject_id].append(each)
    news = []
    for first, *others in groups.values():
        readers = together([audience_words(each) for each in (first, *others)])
        words = f"“{first.title}”, {first.cycle.period.label}, was released for {readers}."
        news.append(_news(first, words, _watched_subjects(first)))
    return news


def _watched_subjects(report: Report) -> dict[Key, str]:
    """What a report is about, with why who watches that is told."""
    found: dict[Key, str] = {}
    if report.subject_type in ("plan", "objective"):
        found[report.subject_type, report.subject_id] = f"watch the {report.subject_type} that it is about"
    if report.unit_id:
        found["service", report.unit_id] = "watch its service"
    return found


def _watched_series(reports: Sequence[Report]) -> dict[int, dict[Key, str]]:
    """For each report those like it that somebody watches, itself among them, with why they are told. One statement."""
    series: dict[tuple[object, ...], list[int]] = defaultdict(list)
    watched = Report.objects.filter(pk__in=Watch.objects.filter(about="report").values("about_id"))
    for pk, *key in watched.values_list("pk", *Report.KEY):
        series[tuple(key)].append(pk)
    return {
        each.pk: dict.fromkeys([("report", pk) for pk in series[each.key]], "watch this report") for each in reports
    }


def _title(report: Report) -> str:
    return f"{title_words(report)}, {report.cycle.period.label}"
