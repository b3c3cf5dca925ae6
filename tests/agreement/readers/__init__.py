"""The readers of pages, files and messages. Importing this registers them all."""

from tests.agreement.readers import (
    assurance,
    benchmarks,
    breakdowns,
    dashboards,
    lists,
    measures,
    messages,
    money,
    other_systems,
    plans,
    prints,
    reports,
    returns,
    risks,
    value,
)

__all__ = [
    "assurance",
    "benchmarks",
    "breakdowns",
    "dashboards",
    "lists",
    "measures",
    "messages",
    "money",
    "other_systems",
    "plans",
    "prints",
    "reports",
    "returns",
    "risks",
    "value",
]
