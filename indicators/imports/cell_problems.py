"""What could not be read in the cells of a file, by line; line 0 is the file as a whole. The same for every kind."""

from collections import defaultdict

from indicators.imports.workbook import Table


def cell_problems(table: Table) -> dict[int, list[str]]:
    """The problems of each line that has any, each with its column and cell, and at 0 how many are not named."""
    found: dict[int, list[str]] = defaultdict(list)
    for problem in table.problems:
        place = f"{problem.column or 'row'}{f' (cell {problem.cell})' if problem.cell else ''}"
        found[problem.line or 0].append(f"{place}: {problem.message}")
    if (beyond := table.problem_count - len(table.problems)) > 0:
        found[0].append(f"There are {beyond:,} more cells that cannot be read. Correct these first.")
    return dict(found)
