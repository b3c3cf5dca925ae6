"""Charts as pure functions of figures: inline SVG for pages and PDF, a Plotly spec for the interactive chart, words.

No Django, no models, no queries. Figures come as a ``Series`` (see ``reporting.document``).
"""

from reporting.charts.bars import bars_svg, count_bar_svg
from reporting.charts.flow import flow_svg, flow_words
from reporting.charts.gantt import Bar, gantt_svg
from reporting.charts.interactive import line_figure
from reporting.charts.line import line_svg
from reporting.charts.matrix import matrix_svg
from reporting.charts.quadrant import quadrant_svg
from reporting.charts.stack import stack_svg, stack_words
from reporting.charts.thread import thread_svg
from reporting.charts.thread_map import thread_map_svg
from reporting.charts.tiles import tiles_svg, tiles_width, tiles_words
from reporting.charts.words import describe, marks_shown

__all__ = [
    "Bar",
    "bars_svg",
    "count_bar_svg",
    "describe",
    "flow_svg",
    "flow_words",
    "gantt_svg",
    "line_figure",
    "line_svg",
    "marks_shown",
    "matrix_svg",
    "quadrant_svg",
    "stack_svg",
    "stack_words",
    "thread_map_svg",
    "thread_svg",
    "tiles_svg",
    "tiles_width",
    "tiles_words",
]
