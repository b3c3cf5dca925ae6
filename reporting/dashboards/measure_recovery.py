"""What is done about a measure that is off target, on the page of the measure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from accounts.actors import Actor
from foundation.words import counted
from indicators.models import MeasureHelp, RecoveryAction
from indicators.permissions import may_answer_help, may_change_action, may_recover
from indicators.queries.recovery import actions_of, not_ended
from indicators.queries.support import help_with
from indicators.rules.vocabulary import Status
from plans.queries.actions import ActionRow, action_row
from plans.queries.support import HelpRow
from reporting.dashboards.measure import MeasureRead


class Recovery(NamedTuple):
    """The actions of a measure, those under way first apart from those that ended; ``missing``: it is off target, and
    nothing is done about it. ``add_url`` is "" for who may add none.
    """

    open: Sequence[ActionRow]
    ended: Sequence[ActionRow]
    missing: bool
    add_url: str

    @property
    def is_shown(self) -> bool:
        return bool(self.open or self.ended or self.missing)

    @property
    def said(self) -> str:
        """What stands beside why the status is what it is; "" for nothing."""
        if self.missing:
            return "No recovery action is on record"
        return f"{counted(len(self.open), 'recovery action')} under way" if self.open else ""


def recovery_on_page(read: MeasureRead, *, by: Actor, today: date) -> Recovery:
    """What is done to bring the measure, read with ``what_hangs``, back on target. One statement, none for nothing."""
    indicator = read.indicator
    found: list[RecoveryAction] = actions_of(indicator.pk) if indicator.has_actions else []
    rows: dict[bool, list[ActionRow]] = {True: [], False: []}
    still = not_ended(found)
    for each in found:
        url = reverse("indicators:recovery-edit", args=[indicator.ref, each.pk]) if may_change_action(by, each) else ""
        rows[each in still].append(action_row(each, today=today, url=url))
    is_off = read.measured.assessment.status is Status.RED
    may_add = may_recover(by, indicator)
    return Recovery(
        open=rows[True],
        ended=rows[False],
        missing=is_off and not read.measured.has_recovery,
        add_url=reverse("indicators:recovery-create", args=[indicator.ref]) if may_add else "",
    )


class Help(NamedTuple):
    """What help was asked for, and where more is asked ("" for who may not); shown where the measure is off target or
    there is any.
    """

    support: Sequence[HelpRow]
    ask_url: str
    is_shown: bool


def help_on_page(read: MeasureRead, *, by: Actor) -> Help:
    """The help that was asked for with a measure, read likewise. One statement, none for nothing."""
    may_ask, is_off = may_recover(by, read.indicator), read.measured.assessment.status is Status.RED
    asked: list[MeasureHelp] = help_with(read.indicator.pk) if read.indicator.has_help else []
    rows = [
        HelpRow(
            each,
            _help_url("answer", each) if each.is_open and may_answer_help(by, each) else "",
            _help_url("close", each) if each.is_open and may_ask else "",
        )
        for each in asked
    ]
    ask_url = reverse("indicators:help-ask", args=[read.indicator.ref]) if may_ask else ""
    return Help(rows, ask_url, bool(rows) or (is_off and may_ask))


def _help_url(what: str, request: MeasureHelp) -> str:
    return str(reverse(f"indicators:help-{what}", args=[request.indicator.ref, request.pk]))
