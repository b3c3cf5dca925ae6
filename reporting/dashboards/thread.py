"""The pages of the golden thread: from the council's priorities down to the person, and how each step is doing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from foundation.measure_words import Bands
from foundation.memo import memo
from foundation.words import counted
from indicators.judging.collection import collected
from indicators.judging.council_statuses import Glance, glances
from indicators.judging.sum_words import SumWords, sum_words
from indicators.judging.summing import Sums, measures_by_objective, of_glances, sums_of
from plans.models import ObjectiveKind
from plans.periods import Period
from plans.queries.thread import load_thread
from plans.thread import Finding, Health, Node, Thread, health
from reporting.charts import thread_map_svg, thread_svg
from reporting.charts.thread import Column, Knot
from reporting.charts.thread_map import Twig
from reporting.dashboards.gaps import gaps, part_measured
from reporting.dashboards.rows import GlanceLine, glance_line
from reporting.dashboards.status_counts import bands_of
from reporting.document import Count, Mark
from reporting.queries.duplicates import twice
from reporting.queries.figure_cautions import cautions
from reporting.queries.tagged import balanced_tags
from reporting.standing.tally import STANDING, Tally, share_words, status_counts, tally_of
from risks.queries.threats import Threats


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """The thread as a person may see it, with the measures that serve each objective itself and the risks to it.
    ``findings`` are what is wrong with it (A3), ``sums`` how each is summed up where it has a status of its own.
    """

    period: Period
    thread: Thread
    glances: Mapping[int, Glance]
    serving: Mapping[int, set[int]]
    bands: Bands
    findings: Sequence[Finding]
    sums: Sums
    threats: Threats = field(default_factory=Threats)

    @property
    def query(self) -> str:
        return f"?period={self.period.key}"

    def tally(self, pk: int) -> Tally:
        """The measures of an objective and of everything beneath it, each once (rules.md 9.1)."""
        measures = set(self.serving.get(pk, ()))
        for each in self.thread.descendants(pk):
            measures |= self.serving.get(each, set())
        return tally_of(STANDING(self.glances[measure]) for measure in measures & self.glances.keys())


def read_thread(period: Period, *, reach: frozenset[int] | None) -> ThreadRead:
    """Read the thread in a quarter; ``reach`` is the units whose plans and measures the person may read."""
    readable = Q() if reach is None else Q(service__in=reach)
    found = glances(collected(period).filter(readable), report_period=period)
    thread, serving, seen = load_thread(reach=reach), measures_by_objective(), {each.pk: each for each in found}
    names = {pk: (each.ref, each.name) for pk, each in seen.items()}
    return ThreadRead(
        period=period,
        thread=thread,
        glances=seen,
        serving=serving,
        bands=bands_of(found),
        findings=[
            *_findings(thread, seen, serving),
            *part_measured(thread, seen.keys(), serving),
            *gaps(thread, seen.keys(), serving, balanced_tags()),
            # Who reads a part of the council alone may not open both, nor decides which is which.
            *(twice(thread, names, serving) if reach is None else ()),
        ],
        sums=sums_of(
            period, thread=lambda: thread, serving=lambda: serving, standings=lambda: of_glances(found)
        ).made(),
    )


def _findings(thread: Thread, seen: Mapping[int, Glance], serving: Mapping[int, set[int]]) -> list[Finding]:
    served = {measure for measures in serving.values() for measure in measures}
    loose = [(each.ref, each.name) for pk, each in seen.items() if pk not in served]
    counts = {pk: len(measures & seen.keys()) for pk, measures in serving.items()}
    return health(thread, measures=counts, loose_measures=sorted(loose))


class NodeRow(NamedTuple):
    """One objective in a line, with how the measures beneath it are doing, its status where it has one by a rule, and
    the risks to any of it.
    """

    ref: str
    title: str
    url: str
    level: str
    kind: str
    counts: list[Count]
    share: str
    of: str
    beneath: int
    ended: str
    risks: str = ""
    sum: SumWords | None = None

    @property
    def status(self) -> Mark | None:
        """Its status, where it has one by a rule."""
        return self.sum.status if self.sum else None

    @property
    def stands(self) -> str:
        """What a picture says of it: its status where it has one, and its share, or why there is none."""
        if self.status is None:
            return self.share or self.of
        return f"{self.status['word']} · {self.share.removesuffix(' on target') or self.of}"


class Branch(NamedTuple):
    """An objective with others beside or beneath it."""

    row: NodeRow
    others: list[NodeRow]
    is_here: bool = False


class Level(NamedTuple):
    """The objectives of one level of plans."""

    name: str
    rows: list[NodeRow]


@dataclass(frozen=True, slots=True)
class NodePage:
    """One objective with what it contributes to, what contributes to it, and its own measures."""

    node: Node
    kind: str
    summary: str
    counts: list[Count]
    sum: SumWords | None
    steps: list[Branch]
    others_above: list[NodeRow]
    beneath: list[Level]
    own: list[GlanceLine]
    findings: list[Finding]

    @property
    def picture(self) -> str:
        """The way down to the objective, what lies beside it, and what is right beneath it, as an SVG."""
        columns = [Column(step.row.level, _knot(step.row), list(map(_knot, step.others))) for step in self.steps]
        beneath = [_knot(row) for level in self.beneath for row in level.rows]
        return thread_svg([*columns, *([Column("What contributes to it", None, beneath)] if beneath else [])])


def _knot(row: NodeRow) -> Knot:
    return Knot(row.title, row.stands, row.status)


def outline(read: ThreadRead) -> list[Branch]:
    """The objectives at the top, each with those right beneath it. Closed plans are left out."""
    return [
        Branch(
            node_row(read, root),
            [node_row(read, child) for child in read.thread.children(root.pk) if child.is_live],
        )
        for root in tops(read.thread)
    ]


def tops(thread: Thread) -> list[Node]:
    """Where the thread begins: what contributes to nothing above, and is a priority or has something beneath it."""
    return [
        root
        for root in thread.roots()
        if root.is_live and (thread.links_down(root.pk) or root.kind == str(ObjectiveKind.PRIORITY))
    ]


def whole_picture(read: ThreadRead) -> str:
    """The thread from the top down along primary links, closed plans left out, as an SVG; "" where there is none."""
    columns = Columns()
    roots = [_twig(read, each, 0, columns) for each in tops(read.thread)]
    return thread_map_svg(column_names(columns), roots) if roots else ""


class Columns(defaultdict[int, Counter[tuple[str, str]]]):
    """The levels and kinds of the objectives in each column of a picture, counted."""

    def __init__(self) -> None:
        super().__init__(Counter)


def column_names(columns: Columns) -> list[str]:
    """What the columns of a picture are called: by the level that most of each are of, or by their kind."""
    names: list[str] = []
    for depth in sorted(columns):
        level, kind = columns[depth].most_common(1)[0][0]
        names.append(kind if level in names else level)
    return names


def _twig(read: ThreadRead, node: Node, depth: int, columns: Columns) -> Twig:
    row = node_row(read, node)
    columns[depth][row.level, row.kind] += 1
    beneath = [each for each in read.thread.children(node.pk, primary_only=True) if each.is_live]
    return Twig(
        title=row.title,
        told=row.stands,
        status=row.status,
        measures=sum(each["count"] for each in row.counts),
        children=[_twig(read, each, depth + 1, columns) for each in beneath],
    )


def headline(read: ThreadRead, *, in_part: bool = False) -> str:
    """How many objectives there are and, unless the person may see only some (``in_part``), how many are linked."""
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


def path_down(read: ThreadRead, node: Node) -> list[Branch]:
    """The steps from the top down to a node, each with what lies beside it, folded."""
    return [
        Branch(
            node_row(read, step),
            [node_row(read, each) for each in read.thread.siblings(step.pk) if each.is_live],
            is_here=step.pk == node.pk,
        )
        for step in read.thread.primary_path(node.pk)
    ]


def measures_do(tally: Tally) -> str:
    """A sentence on the measures of an objective and of everything beneath it."""
    return tally.roll_up().sentence() if tally.measures else "No measure serves it or anything beneath it yet."


def node_page(read: ThreadRead, node: Node, *, at: datetime) -> NodePage:
    """The page of one objective."""
    thread = read.thread
    primary = {each.pk for each in thread.primary_path(node.pk)}
    own = [read.glances[pk] for pk in read.serving.get(node.pk, ()) if pk in read.glances]
    own.sort(key=lambda each: each.ref)
    noted = cautions({each.period for each in own}, at=at)
    tally = read.tally(node.pk)
    return NodePage(
        node=node,
        kind=ObjectiveKind(node.kind).label,
        summary=measures_do(tally),
        counts=status_counts(tally, read.bands),
        sum=sum_words(read.sums, node.pk, query=read.query),
        steps=path_down(read, node),
        others_above=[node_row(read, each) for each in thread.parents(node.pk) if each.pk not in primary],
        beneath=_by_level(read, [each for each in thread.children(node.pk) if each.is_live]),
        own=[glance_line(each, query=read.query, mark=noted.mark(each)) for each in own],
        findings=[each for each in read.findings if each.node is not None and each.node.pk == node.pk],
    )


def _by_level(read: ThreadRead, nodes: Iterable[Node]) -> list[Level]:
    levels: dict[str, Level] = {}
    for node in nodes:
        levels.setdefault(node.level_name, Level(node.level_name, [])).rows.append(node_row(read, node))
    return list(levels.values())


def node_row(read: ThreadRead, node: Node) -> NodeRow:
    """The line of one objective."""
    tally = read.tally(node.pk)
    rolled = tally.roll_up()
    return NodeRow(
        ref=node.ref,
        title=node.title,
        url=reverse("reporting:thread-node", args=[node.ref]) + read.query,
        level=node.level_name,
        kind=ObjectiveKind(node.kind).label,
        counts=status_counts(tally, read.bands),
        share=f"{share_words(rolled)} on target" if rolled.rated else "",
        of=f"{rolled.met} of {rolled.rated} rated" if rolled.rated else _unrated(tally),
        beneath=len(read.thread.links_down(node.pk)),
        ended=node.ended,
        risks=read.threats.words({node.pk} | read.thread.descendants(node.pk)),
        sum=sum_words(read.sums, node.pk, query=read.query),
    )


def _unrated(tally: Tally) -> str:
    if not tally.measures:
        return "no measures"
    return "1 measure, not rated" if tally.measures == 1 else f"{tally.measures} measures, none rated"


FINDING_COLUMNS = ("Finding", "Reference", "Title", "Plan", "What to do")


class FindingRow(NamedTuple):
    """A finding: the cells under ``FINDING_COLUMNS``, and the address of its objective or measure."""

    label: str
    ref: str
    title: str
    plan: str
    words: str
    url: str


def finding_rows(read: ThreadRead, findings: Sequence[Finding]) -> list[FindingRow]:
    """A line for each finding."""
    query = read.query
    return [
        FindingRow(
            label=each.health.label,
            ref=each.ref,
            title=each.title,
            plan=each.node.plan_title if each.node else "",
            words=each.words,
            url=_finding_address(each) + query,
        )
        for each in findings
    ]


def _finding_address(finding: Finding) -> str:
    if finding.beside:
        kind = "objective" if finding.node else "measure"
        return _address("reporting:duplicate", kind, finding.ref, finding.beside)
    if finding.health is Health.UNCHALLENGED:
        return _address("plans:objective-detail", finding.ref)
    return _address("reporting:thread-node" if finding.node else "reporting:measure", finding.ref)


@memo(4096, why="a page has a hundred findings, and an address takes longer than all else of one")
def _address(route: str, *refs: str) -> str:
    return str(reverse(route, args=refs))


def finding_choices(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """The kinds of finding there are, with how many of each."""
    numbers = Counter(each.health for each in findings)
    return [("", "Everything"), *((str(kind), f"{kind.label} ({numbers[kind]})") for kind in Health if numbers[kind])]
