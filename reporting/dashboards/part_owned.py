"""What posts own in the plans, each thing with how it stands and the objectives that it hangs on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from accounts.actors import UnitTree
from accounts.queries.lines import LinePost
from foundation.dates import london_day
from foundation.marks import Mark
from foundation.words import counted, together
from plans.models import Milestone
from plans.queries.milestones import milestone_rows
from plans.thread import Node
from reporting.dashboards.nearest import nearest_objectives
from reporting.dashboards.rows import glance_line
from reporting.dashboards.thread import ThreadRead
from reporting.queries.figure_cautions import cautions
from reporting.queries.owned import milestones_owned
from risks.queries.risks import RiskRow


class Thing(NamedTuple):
    """A measure, milestone or risk of their own: how it stands as a mark (None: not assessed) and in a few words."""

    kind: str
    ref: str
    title: str
    url: str
    status: Mark | None
    told: str

    @property
    def said(self) -> str:
        """How it stands, on one line."""
        between = " " if self.told.startswith("against ") else ", "
        return between.join(filter(None, (self.status.word if self.status else "", self.told)))


@dataclass(frozen=True, slots=True)
class Owned:
    """What some posts answer for, as far as the reader may know of it. ``objectives`` are keys of the thread; things
    stand under the keys of the objectives that they hang on, those that hang on none under None. ``is_nearest``: the
    posts own none, so these are the objectives of their unit.
    """

    objectives: Collection[int] = ()
    things: Mapping[int | None, Sequence[Thing]] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    is_nearest: bool = False

    @property
    def words(self) -> str:
        """ "2 objectives, 1 measure and 3 milestones"; "" for nothing."""
        objectives = 0 if self.is_nearest else len(self.objectives)
        numbers = {"objective": objectives, **self.kinds}
        return together(counted(number, kind.lower()) for kind, number in numbers.items() if number)


def owned_by(
    read: ThreadRead,
    posts: Sequence[LinePost],
    measures: Mapping[int, set[int]],
    *,
    reach: frozenset[int] | None,
    at: datetime,
) -> Owned:
    """What these posts own; ``measures`` are the keys of those of each post."""
    keys = {post.pk for post in posts}
    things: dict[int | None, list[Thing]] = defaultdict(list)
    found = [
        *_measures(read, set().union(*(measures.get(key, ()) for key in keys)), at),
        *_milestones(milestones_owned(keys, reach=reach), london_day(at)),
        *_risks(read, keys),
    ]
    for thing, hangs_on in found:
        for objective in _live(read, hangs_on) or (None,):
            things[objective].append(thing)
    live = [node for node in read.thread.nodes.values() if node.is_live]
    own = [node.pk for node in live if node.owner_id in keys]
    kinds = {kind: sum(thing.kind == kind for thing, _ in found) for kind in ("Measure", "Milestone", "Risk")}
    nearest = [] if own or any(things) else _nearest(live, posts)
    return Owned(own or nearest, things, kinds, is_nearest=bool(nearest))


def _live(read: ThreadRead, objectives: Iterable[int]) -> tuple[int, ...]:
    nodes = read.thread.nodes
    return tuple(pk for pk in objectives if pk in nodes and nodes[pk].is_live)


def _nearest(live: Iterable[Node], posts: Collection[LinePost]) -> list[int]:
    tree = UnitTree()
    own = {post.unit_id for post in posts}
    beneath = frozenset[int]().union(*(tree.beneath(unit) for unit in own))
    above = {post.unit_parent_id for post in posts if post.unit_parent_id}
    return [node.pk for node in nearest_objectives(live, own, beneath, above)]


Hanging = Iterator[tuple[Thing, Iterable[int]]]


def _measures(read: ThreadRead, own: AbstractSet[int], at: datetime) -> Hanging:
    seen = sorted((read.glances[pk] for pk in own if pk in read.glances), key=lambda each: each.ref)
    noted = cautions({each.period for each in seen}, at=at)
    serves: dict[int, list[int]] = defaultdict(list)
    for objective, measures in read.serving.items():
        for measure in own & measures:
            serves[measure].append(objective)
    for glance in seen:
        line = glance_line(glance, query=read.query, mark=noted.mark(glance))
        told = line.stands.removeprefix(line.status["word"]).strip()
        yield Thing("Measure", line.ref, line.name, line.url, Mark(**line.status), told), serves[glance.pk]


def _milestones(own: Sequence[Milestone], today: date) -> Hanging:
    for row in milestone_rows(own, today=today):
        yield Thing("Milestone", row.ref, row.title, row.url, row.status, f"due {row.due}"), [row.objective_id]


def _risks(read: ThreadRead, posts: Collection[int]) -> Hanging:
    for row in read.threats.rows.values():
        if row.owner_id in posts:
            yield Thing("Risk", row.ref, row.title, row.url, _score_mark(row), _score_words(row)), row.objectives


def _score_mark(row: RiskRow) -> Mark | None:
    return row.scores.current.mark if row.scores.current else None


def _score_words(row: RiskRow) -> str:
    now, target = row.scores.current, row.scores.target
    if now is None:
        return "not assessed yet"
    return f"now {now.value}{f', target {target.value}' if target else ''}"
