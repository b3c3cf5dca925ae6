"""A month of the establishment: what its file would change, and how it is made ready to be written."""

from datetime import date

from foundation.dates import day_words
from foundation.pace import Pace
from foundation.words import counted
from indicators.imports.limits import shown
from indicators.imports.preview import Outcome, PlannedRow
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table
from money.changes.staff import StaffRead, TeamRead
from money.imports.columns import ESTABLISHED, IN_POST, MONTH, SICKNESS, STAFF_COLUMNS, TEAM, names, needed
from money.imports.ledger import Layout, Ledger, read_ledger
from money.imports.previews import MoneyPlan, refused
from money.models import StaffExtract, StaffFigure
from money.queries.stored import units_by_name
from money.rules.staff import posts, read_posts

_LAYOUT = Layout(
    key=TEAM,
    longest=120,
    amounts=(ESTABLISHED, IN_POST),
    optional=[SICKNESS],
    times=[MONTH],
    read=read_posts,
    words=posts,
)


def read_staff_file(data: bytes, filename: str) -> Table:
    """The file as a table. Raises FileRefused when it cannot be used as a whole."""
    return read_table(data, filename, expected_headings=names(STAFF_COLUMNS), required=needed(STAFF_COLUMNS))


def plan_staff(table: Table, filename: str, *, today: date, pace: Pace = iter) -> MoneyPlan:  # noqa: ARG001
    """What the file would do; reads the database in a fixed number of statements, and writes nothing."""
    ledger = read_ledger(table, _LAYOUT, today=today, pace=pace)
    units = _check_teams(ledger, today)
    if not ledger.is_sound or ledger.month is None:
        return refused(ledger, table.notes)
    standing = StaffExtract.objects.select_related("read_by").filter(month=ledger.month, is_standing=True).first()
    stored = {each.unit_id: each for each in StaffFigure.objects.filter(extract=standing)} if standing else {}
    rows, teams = [], []
    for entry in pace(ledger.entries):
        told = TeamRead(
            units[entry.line], entry.amounts[ESTABLISHED], entry.amounts[IN_POST], entry.amounts.get(SICKNESS)
        )
        rows.append(_row(entry.line, entry.code, told, stored.get(told.unit), str(ledger.month)))
        teams.append(told)
    plan = MoneyPlan(rows, makes=_makes(ledger, standing), notes=list(table.notes))
    plan.read = StaffRead(month=ledger.month, teams=teams, replaces=standing)
    plan.basis = str(standing.pk if standing else "")
    return plan


def _check_teams(ledger: Ledger, today: date) -> dict[int, int]:
    """The unit of each line; what is wrong with a name is put among the faults of its line."""
    on = min(today, ledger.month.end) if ledger.month else today
    known, found, first = units_by_name(on=on), {}, dict[int, int]()
    for entry in ledger.entries:
        units = known.named(entry.code)
        if len(units) == 1:
            found[entry.line] = units[0]
            if first.setdefault(units[0], entry.line) != entry.line and not entry.is_repeat:
                entry.faults.append(f"{TEAM}: it stands in line {first[units[0]]} already. Keep one of the two lines.")
        elif units:
            entry.faults.append(f"{TEAM}: {len(units)} units are called “{shown(entry.code)}”. Rename one.")
        elif entry.code:
            entry.faults.append(f"{TEAM}: {known.missing(entry.code, shown(entry.code))}")
    return found


def _row(line: int, name: str, told: TeamRead, before: StaffFigure | None, month: str) -> PlannedRow:
    same = before and (before.established, before.in_post, before.sickness_days) == (
        told.established, told.in_post, told.sickness_days,
    )  # fmt: skip
    return PlannedRow(
        line, "", name, month, Outcome.NEW if before is None else Outcome.UNCHANGED if same else Outcome.CHANGED,
        before=posts(before.established) if before else "", after=posts(told.established),
        target_before=posts(before.in_post) if before else "", target_after=posts(told.in_post),
    )  # fmt: skip


def _makes(ledger: Ledger, standing: StaffExtract | None) -> list[str]:
    total = ledger.total.amounts if ledger.total else {}
    makes = [
        f"{ledger.month}: {counted(len(ledger.entries), 'team')}. The total agrees: {posts(total[ESTABLISHED])} posts "
        f"established, {posts(total[IN_POST])} filled."
    ]
    if standing:
        who = standing.read_by.name if standing.read_by else "the system"
        makes.append(
            f"It takes the place of what {who} read in on {day_words(standing.read_at)}: {posts(standing.established)} "
            f"posts established, {posts(standing.in_post)} filled. That stays on record."
        )
    return makes
