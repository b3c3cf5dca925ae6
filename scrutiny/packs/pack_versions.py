"""What a pack is made of, read from the database. The public reading never fetches an exempt word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reporting.snapshots.items import Item, items_of
from scrutiny.models import MeetingAction, Pack, PackItem, PackQuestion
from scrutiny.queries.committees import earlier_actions


@dataclass(frozen=True, slots=True)
class Withheld:
    """All that the public may know of an exempt item."""

    position: int
    pk: int
    public_title: str
    exempt_paragraph: int


class Figures:
    """The measures of a pack as they stand at one moment; read when first asked for."""

    def __init__(self, pack: Pack, at: datetime) -> None:
        self.pack, self.period, self.at = pack, pack.period, at

    @cached_property
    def _items(self) -> Mapping[int, Item]:
        chosen = self.pack.items.filter(is_removed=False).exclude(indicator=None)
        return items_of(chosen.values("indicator"), self.period, at=self.at)

    def of(self, indicator_id: int) -> Item | None:
        """One measure; None where it is not collected in the quarter."""
        return self._items.get(indicator_id)


@dataclass(frozen=True, slots=True)
class Reading:
    """One version of a pack: its items in order (of exempt ones the public version knows only what is ``Withheld``),
    questions, and earlier actions. ``withheld_questions`` holds the paragraphs that questions left out rest on.
    """

    pack: Pack
    entries: Sequence[PackItem | Withheld]
    questions: Sequence[PackQuestion]
    withheld_questions: Sequence[int]
    actions: Sequence[MeetingAction]
    figures: Figures

    @property
    def items(self) -> list[PackItem]:
        """The items that it shows."""
        return [each for each in self.entries if not isinstance(each, Withheld)]

    @property
    def is_exempt(self) -> bool:
        """Whether anything in it must not be published."""
        return any(each.is_exempt for each in [*self.items, *self.questions])


def read_full(pack: Pack, figures: Figures) -> Reading:
    """Everything, for those who may read this committee's exempt items."""
    return _reading(pack, figures, _whole_items(pack), _whole_questions(pack), ())


def read_public(pack: Pack, figures: Figures) -> Reading:
    """Public items and questions whole; of exempt items place, public title and paragraph, and nothing else."""
    exempt = pack.items.filter(is_removed=False, is_exempt=True)
    withheld = exempt.values_list("position", "pk", "public_title", "exempt_paragraph")
    items = [*_whole_items(pack, is_exempt=False), *(Withheld(*row) for row in withheld)]
    left_out = pack.questions.filter(is_removed=False, is_exempt=True).values_list("exempt_paragraph", flat=True)
    return _reading(pack, figures, items, _whole_questions(pack, is_exempt=False), sorted(left_out))


def _reading(
    pack: Pack,
    figures: Figures,
    items: Sequence[PackItem | Withheld],
    questions: Sequence[PackQuestion],
    withheld_questions: Sequence[int],
) -> Reading:
    actions = earlier_actions(pack.meeting)
    return Reading(pack, _in_order(items), _in_order(questions), withheld_questions, actions, figures)


def _whole_items(pack: Pack, **only: bool) -> list[PackItem]:
    rows = pack.items.filter(is_removed=False, **only)
    return list(rows.select_related("report__cycle", "report__committee", "indicator").defer("report__facts"))


def _whole_questions(pack: Pack, **only: bool) -> list[PackQuestion]:
    return list(pack.questions.filter(is_removed=False, **only).select_related("to"))


def _in_order(parts: Sequence) -> list:
    return sorted(parts, key=lambda each: (each.position, each.pk))
