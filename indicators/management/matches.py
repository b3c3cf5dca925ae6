"""``--match HEADING=MEANING``: what the columns of a council's own file are, as the page *Match your columns* asks."""

from argparse import ArgumentParser
from collections.abc import Sequence

from django.core.management.base import CommandError


def add_match_argument(parser: ArgumentParser) -> None:
    """The argument, which may be given for each column."""
    parser.add_argument(
        "--match",
        action="append",
        default=[],
        metavar="HEADING=MEANING",
        help="what a column of the file is: a heading of docs/import.md, note, or out; period=… and year=… say what "
        "holds for every row",
    )


def said_matches(given: Sequence[str]) -> dict[str, str]:
    """What was said, by the heading. Raises CommandError for what has no equals sign."""
    found = {}
    for each in given:
        heading, equals, meaning = each.rpartition("=")
        if not equals or not heading.strip() or not meaning.strip():
            raise CommandError(f"--match {each}: write it as HEADING=MEANING, such as “Outturn=actual”.")
        found[heading.strip()] = meaning.strip()
    return found
