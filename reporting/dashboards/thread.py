"""The golden thread as pages: from the area down to the person, with how each step is doing.

A new employee finds what her team's plan is for, an auditor finds the objective that nothing serves, a member follows
one promise of the council down to whoever carries it. One column, the path lit, everything beside it folded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from foundation.words import counted
from indicators.judging.collection import collected
from indicators.judging.council_statuses import Glance, glances
from plans.models import ObjectiveKind
from plans.periods import Period
from plans.queries.thread import load_thread
from plans.thread import Finding, Health, Node, Thread, health
from reporting.dashboards.rows import glance_line
from reporting.dashboards.status_counts import (
    STANDING,
    Bands,
    Tally,
    bands_of,
    bar_parts,
    share_words,
    status_counts,
    tally_of,
)
from reporting.queries.contributions import measures_by_objective

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """The thread as a person may see it, with the measures that serve each objective itself."""

    period: Period
    thread: Thread
    glances: Mapping[int, Glance]
    serving: Mapping[int, set[int]]
    bands: Bands

    @property
    def query(self) -> str:
        return f"?period={self.period.key}"

    def tally(self, pk: int) -> Tally:
        """The measures of an objective and of everything beneath it, each once (rules.md 9.1)."""
        measures = set(self.serving.get(pk, ()))
        for each in self.thread.descendants(pk):
            measures |= self.serving.get(each, set())
        return tally_of(STANDING(self.glances[measure]) for measure in measures & self.glances.keys())

    def findings(self) -> list[Finding]:
        """What is wrong with the thread (A3)."""
        served = {measure for measures in self.serving.values() for measure in measures}
        loose = [(each.ref, each.name) for pk, each in self.glances.items() if pk not in served]
        counts = {pk: len(measures & self.glances.keys()) for pk, measures in self.serving.items()}
        return health(self.thread, measures=counts, loose_measures=sorted(loose))


def read_thread(period: Period, *, reach: frozenset[int] | None) -> ThreadRead:
    """Read the thread in a quarter; ``reach`` is the units whose plans and measures the person may read."""
    readable = Q() if reach is None else Q(service__in=reach)
    found = glances(collected(period).filter(readable), report_period=period)
    return ThreadRead(
        period=period,
        thread=load_thread(reach=reach),
        glances={each.pk: each for each in found},
        serving=measures_by_objective(),
        bands=bands_of(found),
    )


def outline(read: ThreadRead) -> list[Json]:
    """The objectives that contribute to nothing above, each with what is right beneath it; closed plans left out."""
    return [
        {
            **node_row(read, root),
            "children": [node_row(read, child) for child in read.thread.children(root.pk) if child.is_live],
        }
        for root in read.thread.roots()
        if root.is_live and (read.thread.links_down(root.pk) or root.kind == ObjectiveKind.PRIORITY)
    ]


def headline(read: ThreadRead, *, in_part: bool = False) -> str:
    """How much of the council's work hangs on the thread. ``in_part``: the person may not see the whole of it, so it
    cannot be said what hangs on what.
    """
    live = [node for node in read.thread.nodes.values() if node.is_live]
    if not live:
        return "No plan has objectives yet, so there is no thread to follow."
    tied = sum(bool(read.thread.links_up(node.pk)) for node in live)
    plans = len({node.plan_id for node in live})
    told = f"{counted(len(live), 'objective')} in {counted(plans, 'plan')}"
    if in_part:
        return f"{told} that you may read."
    say = "1 of them says what it contributes" if tied == 1 else f"{tied} of them say what they contribute"
    return f"{told}; {say} to."


def path_down(read: ThreadRead, node: Node) -> list[Json]:
    """The steps from the top down to a node, each with what lies beside it, folded."""
    return [
        {
            **node_row(read, step),
            "is_here": step.pk == node.pk,
            "siblings": [node_row(read, each) for each in read.thread.siblings(step.pk) if each.is_live],
        }
        for step in read.thread.primary_path(node.pk)
    ]


def node_page(read: ThreadRead, node: Node) -> Json:
    """One objective with what it contributes to, what contributes to it, and its own measures."""
    thread = read.thread
    primary = {each.pk for each in thread.primary_path(node.pk)}
    own = [read.glances[pk] for pk in read.serving.get(node.pk, ()) if pk in read.glances]
    tally = read.tally(node.pk)
    return {
        "node": node,
        "steps": path_down(read, node),
        "others_above": [node_row(read, each) for each in thread.parents(node.pk) if each.pk not in primary],
        "beneath": _by_level(read, [each for each in thread.children(node.pk) if each.is_live]),
        "own": [glance_line(each, query=read.query) for each in sorted(own, key=lambda each: each.ref)],
        "counts": status_counts(tally, read.bands),
        "summary": tally.roll_up().sentence() if tally.measures else "No measure serves it or anything beneath it yet.",
        "kind": ObjectiveKind(node.kind).label,
        "findings": [each for each in read.findings() if each.node is not None and each.node.pk == node.pk],
    }


def _by_level(read: ThreadRead, nodes: Iterable[Node]) -> list[Json]:
    levels: dict[str, list[Json]] = {}
    for node in nodes:
        levels.setdefault(node.level_name, []).append(node_row(read, node))
    return [{"level": level, "rows": rows} for level, rows in levels.items()]


def node_row(read: ThreadRead, node: Node) -> Json:
    """One objective in a line, with how the measures beneath it are doing."""
    tally = read.tally(node.pk)
    rolled = tally.roll_up()
    return {
        "ref": node.ref,
        "title": node.title,
        "url": reverse("reporting:thread-node", args=[node.ref]) + read.query,
        "level": node.level_name,
        "kind": ObjectiveKind(node.kind).label,
        "plan": node.plan_title,
        "owner": node.owner,
        "unit": node.unit_name,
        "bar": bar_parts(tally, read.bands),
        "share": f"{share_words(rolled)} on target" if rolled.rated else "",
        "of": f"{rolled.met} of {rolled.rated} rated" if rolled.rated else _unrated(tally),
        "beneath": len(read.thread.links_down(node.pk)),
        "is_live": node.is_live,
    }


def _unrated(tally: Tally) -> str:
    if not tally.measures:
        return "no measures"
    return "1 measure, not rated" if tally.measures == 1 else f"{tally.measures} measures, none rated"


FINDING_COLUMNS = ("Finding", "Reference", "Title", "Plan", "What to do")


def finding_rows(read: ThreadRead, findings: Sequence[Finding]) -> list[Json]:
    """Each finding with its address: the objective's own step of the thread, or the measure's page."""
    return [
        {
            "label": each.health.label,
            "ref": each.ref,
            "title": each.title,
            "plan": each.node.plan_title if each.node else "",
            "words": each.words,
            "url": (
                reverse("reporting:thread-node", args=[each.ref])
                if each.node
                else reverse("reporting:measure", args=[each.ref])
            )
            + read.query,
        }
        for each in findings
    ]


def finding_choices(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """The kinds of finding there are, with how many of each."""
    numbers = {kind: sum(each.health is kind for each in findings) for kind in Health}
    return [("", "Everything"), *((str(kind), f"{kind.label} ({n})") for kind, n in numbers.items() if n)]
