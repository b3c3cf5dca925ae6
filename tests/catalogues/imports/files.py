"""Files of catalogues as councils upload them."""

import csv
from io import StringIO

from catalogues.imports.columns import EXAMPLES, HEADINGS

_HEADINGS = "indicator_code,title,category,polarity,goldilocks_midpoint,measure_type,reporting_period"
LGBF = f"""{_HEADINGS},numerator,denominator,family_grouping
ENV03c,Street Cleanliness Score (% Acceptable),Environmental Services,high,,Percentage,Annual,,,A
CORP03b,The % of the Highest Paid 5% who are Women,Corporate Services,in-range,0.5,Percentage,Annual,Women,All,A
HSN05a,% of Energy Efficient Dwellings,Housing Services,high,,Percentage,Annual,Meeting it Total,In scope Total,B
"""
"""Columns and rows as the framework's publisher has them."""


def rows(*changes):
    """The template's rows with cells of some changed; None takes a row away."""
    found = [dict(zip(HEADINGS, each, strict=True)) for each in EXAMPLES]
    for number, changed in changes:
        found[number] = changed and found[number] | changed
    return [row for row in found if row]


def as_csv(table):
    text = StringIO()
    writer = csv.DictWriter(text, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode()
