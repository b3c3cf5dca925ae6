"""The versions that councils may have: where each can be found, and the last migrations that it has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    day: str
    commit: str
    migrations: dict[str, str]


VERSIONS = (
    Version(
        "the first",
        "998896f",
        {
            "accounts": "0001_initial",
            "plans": "0001_initial",
            "indicators": "0001_initial",
            "reporting": "0001_initial",
            "scrutiny": "0001_initial",
        },
    ),
    Version(
        "21 November 2026",
        "f778c60",
        {
            "accounts": "0001_initial",
            "plans": "0001_initial",
            "indicators": "0002_when_a_figure_came_in",
            "reporting": "0001_initial",
            "scrutiny": "0003_meeting_cancelled",
        },
    ),
    Version(
        "28 November 2026",
        "97b6422",
        {
            "accounts": "0002_versions",
            "plans": "0003_private_levels",
            "indicators": "0006_words_of_a_key_measure",
            "reporting": "0002_withdrawn_reports",
            "scrutiny": "0003_meeting_cancelled",
        },
    ),
)
