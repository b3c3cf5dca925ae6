"""The picture of the risk matrix."""

import re
from xml.etree import ElementTree

from django.conf import settings

from reporting.charts.matrix import NARROW_MOST, TINTS, WIDE_MOST, Board, Painted, Piece, matrix_svg

CELLS = {
    (likelihood, impact): Painted(
        likelihood * impact, *(("red", "triangle", True) if likelihood * impact >= 15 else ("green", "tick", False))
    )
    for likelihood in range(1, 6)
    for impact in range(1, 6)
}
WORDS = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]
BOARD = Board(WORDS, ["Minor", "Modest", "Serious", "Major", "Bad <b>"], CELLS)


def drawn(pieces, **options):
    return matrix_svg(BOARD, pieces, words="Risks", **options)


def balls(svg):
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="(?:8\.5|11)"', svg)]


def test_the_picture_is_whole_and_what_is_named_in_it_is_only_text():
    svg = drawn([Piece(1, (5, 5), (4, 4), (2, 2))])
    ElementTree.fromstring(svg)
    assert "<b>" not in svg
    assert svg.count("<rect") == 25


def test_no_two_balls_meet_where_all_stand_in_one_cell():
    for number, narrow in ((NARROW_MOST, True), (NARROW_MOST, False), (WIDE_MOST, False)):
        found = balls(drawn([Piece(at, None, (3, 3), None) for at in range(1, number + 1)], narrow=narrow))
        assert len(set(found)) == number


def test_no_more_are_drawn_than_there_is_room_for():
    pieces = [Piece(at, None, (3, 3), None) for at in range(1, 40)]
    assert len(balls(drawn(pieces))) == WIDE_MOST
    assert len(balls(drawn(pieces, narrow=True))) == NARROW_MOST


def test_every_mark_stays_within_the_picture():
    pieces = [Piece(at, (5, 5), (1, 1), (5, 1)) for at in range(1, WIDE_MOST + 1)]
    assert all(92 < x < 620 and 0 < y < 420 for x, y in balls(drawn(pieces)))


def test_a_risk_that_has_not_moved_and_is_where_it_is_meant_to_be_is_a_ball_alone():
    svg = drawn([Piece(1, (3, 3), (3, 3), (3, 3))])
    assert svg.count("<circle") == 1
    assert "<polygon" not in svg


def test_the_line_parts_what_is_above_appetite_from_what_is_within():
    assert drawn([]).count('stroke-width="2.5"') == 6


def test_a_band_has_the_same_tint_in_the_picture_and_in_the_table():
    css = (settings.BASE_DIR / "static" / "scss" / "_risks.scss").read_text()
    cells = dict(re.findall(r"\.app-matrix__cell--(\w+) \{\s*background: (#\w+);", css))
    # A cell has a class for its colour and one for its shape; the shapes that have a tint of their own stand last.
    drawn = {key: cells.get(key[1], cells.get(key[0], "")).upper() for key in TINTS}
    assert drawn == TINTS
