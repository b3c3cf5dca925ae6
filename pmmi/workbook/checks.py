"""What rows of several sheets are asked alike."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from plans.waiting import goes_round
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Check, CheckAll, Row, apart


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


def not_to_come(field: str, heading: str) -> Check:
    """Refuses a row whose day (a field) is after today."""

    def check(row: Row) -> None:
        day = row.get(field)
        if field in row.changed and day and day > row.today:
            row.refuse(heading, "is still to come. Check the date.")

    return check


def follows(rule: Callable[[Any], None], field: str, heading: str) -> Check:
    """Refuses a row whose field a validator refuses."""

    def check(row: Row) -> None:
        if field in row.changed:
            try:
                rule(row.values[field])
            except ValidationError as error:
                row.refuse(heading, f"cannot be used. {' '.join(error.messages).rstrip('.')}.")

    return check


def at_most(most: int, field: str, heading: str) -> Check:
    """Refuses a row whose text (a field) is longer than its form takes."""

    def check(row: Row) -> None:
        if field in row.changed and len(row.values[field]) > most:
            row.refuse(heading, f"has {len(row.values[field]):,} characters. Write at most {most:,}.")

    return check


def a_place(most: int, says: str) -> Check:
    """Refuses a row whose place in an order is none from 1 to ``most``. ``says``: which of them has 1."""

    def check(row: Row) -> None:
        if not 1 <= row.get("position") <= most:
            row.refuse("Position", f"is no place from 1 to {most}. {says} has 1.")

    return check


def standing(field: str, heading: str) -> Check:
    """Refuses a row that gives something to a stored post or unit (a field) that has ended. What a file itself brings
    may be over: it is history.
    """

    def check(row: Row) -> None:
        given = row.values.get(field)
        if field in row.changed and given and given.pk and given.ends_on and given.ends_on < row.today:
            row.refuse(heading, "has ended. Choose one that still stands.")

    return check


def not_taken(field: str, heading: str) -> CheckAll:
    """Refuses new rows whose field, which no two things share, is that of one that the workbook does not hold."""

    def check(rows: Sequence[Row], named: Named) -> None:  # noqa: ARG001
        new = {row.values[field]: row for row in rows if row.is_new}
        if new:
            taken = rows[0].sheet.model._base_manager.values_list(field, flat=True)
            for each in new.keys() & set(taken):
                new[each].refuse(heading, "is in use here already, for what no workbook holds. Choose another.")

    return check


def no_circles(start: str, end: str, heading: str, *, says: str) -> CheckAll:
    """Refuses new rows that join two things (fields) so that one would come back to itself. ``says``: what they do."""

    def check(rows: Sequence[Row], named: Named) -> None:
        ways: dict[Any, list[Any]] = {}
        gone = {each.pk for row in rows for each in [*row.replaces, *([row.thing] if row.takes_away else [])]}
        for each in named.stored(rows[0].sheet.key) if rows else ():
            if each.pk in gone:
                continue
            ways.setdefault(getattr(each, f"{start}_id"), []).append(getattr(each, f"{end}_id"))
        new = [(row, apart(row.values[start]), apart(row.values[end])) for row in rows if row.is_new]
        for _, one, other in new:
            ways.setdefault(one, []).append(other)
        for row, one, other in new:
            others, ways[one] = ways[one], [other]  # whether it comes round by this way
            if goes_round(ways, one):
                row.refuse(heading, f"{says} Choose another.")
            ways[one] = others

    return check


def no_loops(field: str, heading: str, *, says: str) -> CheckAll:
    """Refuses rows of things that would lie above themselves by ``field``. ``says``: what they must not do."""

    def check(rows: Sequence[Row], named: Named) -> None:
        above = {apart(each): getattr(each, f"{field}_id") for each in named.stored(rows[0].sheet.key)} if rows else {}
        above |= {apart(row.thing): apart(row.values[field]) for row in rows if field in row.values}
        for row in rows:
            if _comes_back(apart(row.thing), above):
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
