"""A national framework is loaded, and what is kept in the database is what the rules and pandas say of its files."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from benchmarks.models import ComparedMeasure, Council, CouncilFigure, Group, GroupKind, KeptSummary, Round
from benchmarks.rules.ranking import summary_of
from tests.benchmarks.reference import FAMILIES, FIGURES, FOLDER, needs_reference, rows_of

pytestmark = [pytest.mark.django_db, needs_reference, pytest.mark.sweep]


def loaded(folder=FOLDER):
    said = StringIO()
    call_command("load_framework", str(folder), stdout=said)
    return said.getvalue().strip()


@pytest.mark.sweep
def test_what_is_kept_is_what_the_rules_say_of_every_round_and_group():
    assert loaded() == "Loaded 108 measures, 8 family groups and 33,370 figures; the rest was stored already."
    assert (Council.objects.count(), CouncilFigure.objects.count()) == (32, len(rows_of(FIGURES)))
    members = {group.pk: {each.name for each in group.members.all()} for group in Group.objects.all()}
    kept = {(each.round_id, each.group_id): each for each in KeptSummary.objects.all()}
    held = {(row["council"], row["indicator_code"], row["period"]): Decimal(row["value"]) for row in rows_of(FIGURES)}
    seen, names_of_all = 0, list(Council.objects.values_list("name", flat=True))
    for told in Round.objects.select_related("measure"):
        first, last = told.period.start.year - told.years + 1, told.period.end.year
        figures = {name: held.get((name, told.measure.code, f"{first}-{last % 100:02}")) for name in names_of_all}
        for group, names in members.items():
            expected = summary_of([figures[name] for name in names], told.measure.aim)
            found = kept.get((told.pk, group))
            assert (found.reporting if found else 0) == expected.reporting
            if found:
                seen += 1
                cuts = tuple(each for each in (found.first, found.second, found.third) if each is not None)
                assert (found.median, found.lowest, found.highest, cuts) == (
                    pytest.approx(expected.median, abs=Decimal("1e-8")), expected.lowest, expected.highest,
                    expected.cuts,
                ), told  # fmt: skip
    assert seen == len(kept)
    assert loaded() == "Loaded 0 measures, 0 family groups and 0 figures; the rest was stored already."


def test_a_measure_keeps_its_polarity_and_its_family_groups(tmp_path):
    part(tmp_path)
    loaded(tmp_path)
    measure = ComparedMeasure.objects.get(code="CORP03b")
    assert (measure.polarity, measure.low, measure.high, measure.scale) == (
        "range",
        Decimal("0.5"),
        Decimal("0.5"),
        100,
    )
    assert measure.rounds.count() == 1
    family = Group.objects.filter(kind=GroupKind.FAMILY, grouping=measure.grouping, members__name="Fife").get()
    of = {row["council"]: (row["family_group"], row["grouping"]) for row in rows_of(FAMILIES)[:32]}
    assert of["Fife"] == (family.name, family.grouping)
    expected = {name for name, group in of.items() if group == of["Fife"]}
    assert {each.name for each in family.members.all()} == expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("0.5", "lots"), "line 2: “lots” is not a number"),
        (("2022-23", "last year"), "line 2: “last year” is not a period"),
        (("CORP03b", "X9"), "X9 is not in lgbf_indicators.csv"),
        (("Aberdeen City", "Atlantis"), "Atlantis is in no family group"),
        (("council,", "town,"), "the column council is missing"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_line_and_nothing_is_written(tmp_path, change, said):
    part(tmp_path)
    file = tmp_path / FIGURES
    file.write_text(file.read_text().replace(*change, 1))
    with pytest.raises(CommandError, match=said):
        loaded(tmp_path)
    assert not ComparedMeasure.objects.exists()
    assert not Council.objects.exists()


def test_a_folder_without_the_files_says_so(tmp_path):
    with pytest.raises(CommandError, match="Name the folder that holds the files of the framework"):
        loaded(tmp_path)


def part(folder):
    """The framework with one figure alone."""
    for name in ("lgbf_indicators.csv", FAMILIES):
        (folder / name).write_text((FOLDER / name).read_text())
    (folder / FIGURES).write_text(
        "council,indicator_code,period,value,numerator,denominator\nAberdeen City,CORP03b,2022-23,0.5,10,20\n"
    )
