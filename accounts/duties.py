"""What waits for the holder of a post: said by the queries of each app, told by reminders, inbox and first page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits for the holder of a post. ``because`` ends the sentence "You get this because you …"."""

    post_id: int
    post: str
    text: str
    path: str
    because: str
    late: bool = False
