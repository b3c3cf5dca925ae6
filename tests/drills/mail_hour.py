"""Mail down for an hour, under a whole installation as in ``tests.drills.tarpit``: its server hangs up on whoever
connects. Prints what was measured; exit status 1 where something was slow, or a message left twice or not at all.

The hour is six times ten minutes by which all times in the outbox are moved back: after each the mail worker has tried
every message once more. Nobody waits an hour, and the product has no clock of its own that could be set.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tests.drills.council import SUBJECT
from tests.drills.tarpit import (
    ASKED_AT_ONCE,
    WAITING,
    Drill,
    Timed,
    all_arrived,
    at_once,
    carried_out,
    memory_of,
    ms,
    not_slower,
    pages,
    until,
    with_mail_up,
)
from tests.mail_server import MailServer

STEPS = 6  # of ten minutes, the longest pause between two tries
FIRST = list(range(32, 32 + ASKED_AT_ONCE))
MEANWHILE = [list(range(start, start + 8)) for start in (56, 64, 72)]
OUTBOX = "foundation_outboxmessage"


def least_tries(drill: Drill) -> int:
    """How often each of the messages was tried that were written as the hour began: the least of them."""
    path = Path(drill.environment["PMMI_VAR_DIR"]) / "pmmi.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database:
        tries = database.execute(f"SELECT min(attempts) FROM {OUTBOX} WHERE subject = ?", [SUBJECT])
        return int(tries.fetchone()[0])


def an_hour(drill: Drill) -> Timed:
    """The hour: in each part of it strangers ask for passwords and pages are opened."""
    drill.council("write")
    asked, opened = at_once(drill, FIRST), pages(drill)
    for step in range(1, STEPS + 1):
        until(lambda step=step: least_tries(drill) >= step, "every message is tried")  # type: ignore[misc]
        at_once(drill, MEANWHILE[step % 3])
        opened_now = pages(drill)
        moved = int(drill.council("hurry"))
        drill.check(moved > 0, "no message waited")
        print(f"mail down   {step * 10} minutes: {moved} messages wait; pages: {ms(opened_now)}")
        opened += opened_now
    return asked + at_once(drill, FIRST), opened


def down_for_an_hour(drill: Drill, server: MailServer, serve: int) -> None:
    """The drill itself."""
    before = with_mail_up(drill)
    server.closes_at_once = True
    asked, opened = an_hour(drill)
    print(f"            {ASKED_AT_ONCE} requests for a password at once: {ms(asked)}; all pages: {ms(opened)}")
    waiting = drill.count(OUTBOX, WAITING)
    print(f"            {waiting} messages wait; the oldest were tried {least_tries(drill)} times or oftener")
    not_slower(drill, before, (asked, opened))

    def again() -> None:
        server.closes_at_once = False
        drill.council("hurry")

    all_arrived(drill, server, again)
    print("memory      " + ", ".join(f"{name} {size} MB" for name, size in memory_of(serve).items()))


if __name__ == "__main__":
    sys.exit(carried_out(down_for_an_hour))
