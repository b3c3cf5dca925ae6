"""Puts small faults into the code, one at a time, and says which of them no test noticed: ``make mutants``.

A sample of 60, the same each time; PMMI_MUTANTS says how many, or "all", and PMMI_MUTANTS_SEED takes another sample.
With files named, every fault for those files. Exit status 0 only where all that live are known to change nothing.
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.mutants.equivalents import EQUIVALENTS
from tests.mutants.importing import NAME
from tests.mutants.mutations import ROOT, Mutant, mutants_of
from tests.mutants.trying import Trials
from tests.mutants.watched import WATCHES, Watch, own_tests

# Quiet, one after the other, in the order of the files, the sweeps among them.
OPTIONS = ("-qq", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not browser and not services")


def chosen(files: list[str]) -> dict[Mutant, Watch]:
    """The faults to try, each with those who watch over it: as many of one watch as of another."""
    if unknown := set(files).difference(*(watch.files for watch in WATCHES)):
        sys.exit(f"{', '.join(sorted(unknown))}: nobody watches over it. Name files of tests/mutants/watched.py.")
    wanted = os.environ.get("PMMI_MUTANTS", "60")
    if wanted != "all" and not wanted.isdecimal():
        sys.exit(f"PMMI_MUTANTS is “{wanted}”: set it to a number, or to all.")
    draw = random.Random(os.environ.get("PMMI_MUTANTS_SEED", "1"))
    found: dict[Mutant, Watch] = {}
    for watch in WATCHES:
        those = [each for file in watch.files if not files or file in files for each in mutants_of(file)]
        if not files and wanted != "all":
            those = draw.sample(those, min(len(those), int(wanted) // len(WATCHES)))
        found.update(dict.fromkeys(those, watch))
    return found


def living(mutants: dict[Mutant, Watch]) -> list[Mutant]:
    """Those that no test noticed."""
    tests = list(dict.fromkeys(test for watch in mutants.values() for test in watch.tests))
    trials = Trials(mutants)
    if status := pytest.main([*OPTIONS, *tests], plugins=[trials]):
        sys.exit(f"the tests could not be run: {status!r}")
    return trials.living + [mutant for mutant in trials.unfit if _lives_imported(mutant, mutants[mutant].tests)]


def _lives_imported(mutant: Mutant, tests: Iterable[str]) -> bool:
    """Tried from the start of a process, by the tests of the file itself before all others."""
    in_order = sorted(tests, key=lambda path: path != own_tests(mutant.file))
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutants.importing", "-x", *OPTIONS, *in_order]
    environment = {**os.environ, NAME: f"{mutant.file}:{mutant.number}"}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False).returncode == 0


def main() -> int:
    mutants = chosen(sys.argv[1:])
    alive = living(mutants)
    known = [mutant for mutant in alive if mutant.name in EQUIVALENTS]
    unknown = [mutant for mutant in alive if mutant.name not in EQUIVALENTS]
    noticed = [mutant for mutant in mutants if mutant.name in EQUIVALENTS and mutant not in alive]
    for mutant in unknown:
        print(f"LIVES  line {mutant.line} of {mutant.name}")
    for mutant in noticed:
        print(f"NOTICED, so not an equivalent  {mutant.name}")
    print(f"{len(mutants)} faults: {len(mutants) - len(alive)} noticed, {len(known)} known to change nothing, "
          f"{len(unknown)} live")  # fmt: skip
    return 1 if unknown or noticed else 0


if __name__ == "__main__":
    sys.exit(main())
