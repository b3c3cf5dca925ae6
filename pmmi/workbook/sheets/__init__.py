"""All sheets of the set-up workbook, each before those whose rows name what it makes."""

from collections.abc import Sequence

from accounts.actors import Actor
from pmmi.workbook.sheet import Sheet
from pmmi.workbook.sheets import (
    assessments,
    benchmarks,
    breakdowns,
    catalogues,
    certificates,
    committees,
    decided,
    decisions,
    feedback,
    figures,
    formulas,
    group_figures,
    measures,
    money,
    objectives,
    organisation,
    plans,
    questions,
    ratings,
    risks,
    summing,
    targets,
    timetables,
)

SHEETS: Sequence[Sheet] = (
    *organisation.SHEETS,
    *plans.SHEETS,
    *questions.SHEETS,
    *objectives.SHEETS,
    *risks.SHEETS,
    *assessments.SHEETS,
    *money.SHEETS,
    *measures.SHEETS,
    *summing.SHEETS,
    *targets.SHEETS,
    *breakdowns.SHEETS,
    *benchmarks.SHEETS,
    *ratings.SHEETS,
    *figures.SHEETS,
    *group_figures.SHEETS,
    *formulas.SHEETS,
    *certificates.SHEETS,
    *catalogues.SHEETS,
    *decisions.SHEETS,
    *decided.SHEETS,
    *feedback.SHEETS,
    *timetables.SHEETS,
    *committees.SHEETS,
)


def sheets_for(actor: Actor) -> list[Sheet]:
    """Those whose things the person administers for the whole council."""
    return [sheet for sheet in SHEETS if actor.reaches(sheet.needs) is None]
