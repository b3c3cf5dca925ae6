"""``manage.py load_framework FOLDER``: the Scottish benchmarking framework from its files, all or nothing."""

from argparse import ArgumentParser
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.actors import SYSTEM
from benchmarks.changes.councils import CouncilDetails, GroupDetails, create_council, create_group
from benchmarks.changes.loading import LoadRead, load
from benchmarks.changes.measures import create_measure, edit_measure
from benchmarks.imports.reference import (
    COUNCIL_TYPE,
    COUNTRY,
    FIGURES,
    SOURCE,
    ReferenceRefused,
    compared_with_stored,
    families,
    figures,
    measures,
)
from benchmarks.models import ComparedMeasure, Council, Group, GroupKind
from foundation.refusals import ChangeRefused
from foundation.words import counted


class Command(BaseCommand):
    help = "Loads measures, family groups and figures of the Scottish benchmarking framework from its CSV files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", help="holds lgbf_indicators.csv and the two beside it")

    def handle(self, *, folder: str, **_options: object) -> None:
        try:
            with transaction.atomic():
                told = _loaded(Path(folder), timezone.now())
        except (ReferenceRefused, ChangeRefused) as refusal:
            raise CommandError(f"{refusal} Nothing was written.") from None
        self.stdout.write(told)


def _loaded(folder: Path, at: datetime) -> str:
    """Make what is missing; what is stored already stays as somebody may have changed it since."""
    stored = set(ComparedMeasure.objects.values_list("code", flat=True))
    new = [each for each in measures(folder) if each.code not in stored]
    for details in new:
        create_measure(by=SYSTEM, at=at, details=details)
    _shown_as_published(folder, at)
    groups = _groups(folder, at)
    keys = dict(ComparedMeasure.objects.values_list("code", "pk"))
    found, places = compared_with_stored(figures(folder, keys))
    known = set(Council.objects.values_list("name", flat=True))
    if unknown := sorted({each.council for each in found} - known):
        raise ReferenceRefused(f"{FIGURES}: {unknown[0]} is in no family group.")
    if found:
        load(by=SYSTEM, at=at, filename=FIGURES, read=LoadRead(figures=found, rounds=places, source=SOURCE))
    words = counted(len(new), "measure"), counted(groups, "family group"), counted(len(found), "figure")
    return "Loaded {}, {} and {}; the rest was stored already.".format(*words)


def _shown_as_published(folder: Path, at: datetime) -> None:
    """Measures that were made when an entry of a catalogue was adopted get what only the figures tell: their scale."""
    empty = {each.code: each for each in ComparedMeasure.objects.filter(rounds=None)}
    for told in measures(folder):
        stored = empty.get(told.code)
        if stored is not None and stored.scale != told.scale:
            details = replace(told, indicator=stored.indicator)
            edit_measure(by=SYSTEM, at=at, measure=stored, version=stored.version, details=details)


def _groups(folder: Path, at: datetime) -> int:
    """Make the councils and family groups that are missing; how many groups."""
    made, known = 0, {each.name: each for each in Council.objects.all()}
    for family in families(folder):
        for name in family.councils:
            if name not in known:
                details = CouncilDetails(name=name, type=COUNCIL_TYPE, country=COUNTRY)
                known[name] = create_council(by=SYSTEM, at=at, details=details)
        kind = GroupKind.FAMILY.value
        if not Group.objects.filter(kind=kind, name=family.name, grouping=family.grouping).exists():
            about = GroupDetails(kind=kind, name=family.name, grouping=family.grouping)
            create_group(by=SYSTEM, at=at, details=about, members=[known[name] for name in family.councils])
            made += 1
    return made
