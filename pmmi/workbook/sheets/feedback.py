"""The themes that what people say is counted by. The records themselves are in no workbook: casework and concerns of
staff are for some alone, and are no more to go about in a file than on a page.
"""

from accounts.roles import Permission
from feedback.models import Theme
from pmmi.workbook.cells import YES_NO, Words
from pmmi.workbook.sheet import Column, Sheet

THEMES = Sheet(
    key="themes",
    title="Themes",
    thing="theme",
    purpose="What people speak about, of a list that the council makes: what they say is counted by it.",
    model=Theme,
    needs=Permission.FEEDBACK_RECORD,
    by=("name",),
    stored=lambda: Theme.objects.order_by("name"),
    name=lambda theme: theme.name,
    columns=(
        Column("Name", "name", Words(), "In the words of those who speak of it", needed=True, example="Missed bins"),
        Column("What belongs to it", "about", Words(), "So that everybody counts alike"),
        Column("Archived", "is_archived", YES_NO, "Yes: offered no more, and kept where it stands", blank=False),
    ),
)

SHEETS = (THEMES,)
