"""What people of Exampleshire call things that the council calls otherwise."""

from datetime import datetime

from accounts.actors import Actor
from search.changes import create_synonym

WORDS = (
    ("bins", "missed collections, waste, recycling"),
    ("rubbish", "waste, missed collections"),
    ("tip", "recycling, household waste"),
    ("council tax", "revenues, council tax"),
    ("fly tipping", "fly-tips, enforcement"),
    ("gym", "leisure"),
    ("homeless", "homelessness, temporary accommodation"),
    ("sick leave", "sickness, working days lost"),
    ("phone", "calls, contact centre"),
    ("scrutiny", "overview and scrutiny, committee"),
    ("KPI", "key measure, measure"),
    ("crime", "safer, anti-social behaviour, burglary"),
    ("care", "adult social care"),
)


def make_search_words(*, by: Actor, at: datetime) -> None:
    """The performance team's list."""
    for typed, means in WORDS:
        create_synonym(by=by, at=at, typed=typed, means=means)
