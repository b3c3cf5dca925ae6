"""What rows of several sheets are asked alike."""

from collections.abc import Sequence
from typing import Any

from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Check, CheckAll, Row


def not_kept(row: Row, heading: str, problem: str) -> None:
    """Refuse a row for what forms and changes say of such values."""
    row.refuse(heading, f"cannot be kept. {problem.rstrip('.')}.")


def in_order(first: str, last: str, heading: str) -> Check:
    """Refuses a row whose ``last`` day (fields) is before its ``first``."""

    def check(row: Row) -> None:
        start, end = row.get(first), row.get(last)
        if start and end and end < start:
            row.refuse(heading, "is before the day on which it starts. Check both dates.")

    return check


def no_loops(field: str, heading: str, *, says: str) -> CheckAll:
    """Refuses rows of things that would lie above themselves by ``field``. ``says``: what they must not do."""

    def check(rows: Sequence[Row], named: Named) -> None:
        above = {_key(each): getattr(each, f"{field}_id") for each in named.stored(rows[0].sheet.key)} if rows else {}
        above |= {_key(row.thing): _key(row.values[field]) for row in rows if field in row.values}
        for row in rows:
            if _comes_back(_key(row.thing), above):
                row.refuse(heading, f"{says} Choose another.")

    return check


def _comes_back(start: Any, above: dict[Any, Any]) -> bool:
    seen: set[Any] = set()
    at = above.get(start)
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = above.get(at)
    return False


def _key(thing: Any) -> Any:
    """What tells a stored or new thing apart; None for none."""
    return None if thing is None else thing.pk or ("new", id(thing))
