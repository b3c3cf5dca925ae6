"""A plugin of pytest that runs the tests once as they are, and then again for each fault, in a process of its own.

A file of tests is set up once. Each fault is then tried in a child that begins with all of it, and runs only the tests
that came by the statement, the quickest first, until one fails; those in the file's own tests before all others. A
fault in a function takes the place of its code; one elsewhere has taken effect when a file is imported, and is
``importing``'s.
"""

import os
import resource
import sys
import time
import traceback
from collections.abc import Mapping
from enum import IntEnum
from itertools import groupby

import coverage
import pytest

from tests.mutants.mutations import ROOT, Mutant
from tests.mutants.running import Running
from tests.mutants.watched import Watch, own_tests

# What a fault may take before it counts as noticed, as a loop without an end is: many times what its tests take without
# it, and so much memory.
TIMES, MEMORY = 5, 6 << 30


class End(IntEnum):
    """How a child ends."""

    LIVES = 0
    NOTICED = 1
    UNFIT = 2
    BROKEN = 3


class Trials:
    """``living``: the faults that no test noticed so far, and all there are to try at first. ``unfit``: those that
    cannot be put in while the product runs.
    """

    def __init__(self, mutants: Mapping[Mutant, Watch]) -> None:
        self.watches = mutants
        self.living = [mutant for mutant in mutants if mutant.is_run]
        self.unfit = [mutant for mutant in mutants if not mutant.is_run]
        self._failed = False
        self._took: dict[str, float] = {}
        self._files = {str(ROOT / each.file) for each in mutants}
        self._coverage = coverage.Coverage(data_file=None, include=sorted(self._files), config_file=False)
        self._coverage.set_option("run:disable_warnings", ["no-data-collected"])

    def pytest_sessionstart(self) -> None:
        from hypothesis import Phase, settings  # pytest wants to see plugins imported by itself

        # The same inputs for each fault, and the first that fails is enough.
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", deadline=None, derandomize=True, database=None, phases=phases)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Failed("the tests cannot be collected")
        files = [list(items) for _, items in groupby(session.items, key=lambda item: item.path)]
        own = {own_tests(mutant.file) for mutant in self.living}
        rounds = [(items, True) for items in files if _path(items) in own] + [(items, False) for items in files]
        for (items, is_own), (after, _) in zip(rounds, [*rounds[1:], ([None], False)], strict=True):
            path = _path(items)
            self._try_in(items, [each for each in self.living if (own_tests(each.file) == path) is is_own])
            # The file is torn down after one more test.
            session.config.hook.pytest_runtest_protocol(item=items[0], nextitem=after[0])
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str]:
        return report.outcome, "", ""

    def _try_in(self, items: list[pytest.Item], mutants: list[Mutant]) -> None:
        if items[0].nodeid not in self._took:
            self._run_without_fault(items)
        by_line = {file: self._coverage.get_data().contexts_by_lineno(file) for file in self._files}
        running = Running.found(self._files)
        for mutant in mutants:
            if _path(items) in self.watches[mutant].tests:
                lines = by_line[str(ROOT / mutant.file)]
                came_by = {nodeid for line in mutant.lines for nodeid in lines.get(line, ())}
                tests = [item for item in items if item.nodeid in came_by]
                tests.sort(key=lambda item: self._took[item.nodeid])
                end = self._try(mutant, tests, running) if tests else End.LIVES
                if end != End.LIVES:
                    self.living.remove(mutant)
                if end == End.UNFIT:
                    self.unfit.append(mutant)
        print(f"{_path(items)}: {len(self.living)} live", flush=True)

    def _run_without_fault(self, items: list[pytest.Item]) -> None:
        """Notes by which statements each test comes, and the seconds that it takes."""
        self._coverage.start()
        for item in items:
            self._coverage.switch_context(item.nodeid)
            started = time.process_time()
            self._run(item)
            self._took[item.nodeid] = time.process_time() - started
            if self._failed:
                raise pytest.UsageError(f"{item.nodeid} fails without any fault")
        self._coverage.stop()

    def _run(self, item: pytest.Item) -> None:
        """What is set up for its file stays."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.getparent(pytest.Module))

    def _try(self, mutant: Mutant, tests: list[pytest.Item], running: Running) -> End:
        child = os.fork()
        if child == 0:
            self._in_the_child(mutant, tests, running)
        _, status = os.waitpid(child, 0)
        end = End.NOTICED if os.WIFSIGNALED(status) else End(os.WEXITSTATUS(status))
        if end == End.BROKEN:
            raise RuntimeError(f"could not be tried: {mutant.name}")
        return end

    def _in_the_child(self, mutant: Mutant, tests: list[pytest.Item], running: Running) -> None:
        """Never returns to pytest."""
        end = End.BROKEN
        try:
            seconds = 5 + TIMES * round(sum(self._took[item.nodeid] for item in tests))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            end = self._noticed(tests) if running.put_in(mutant) else End.UNFIT
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
        os._exit(end)

    def _noticed(self, tests: list[pytest.Item]) -> End:
        for item in tests:
            self._run(item)
            if self._failed:
                return End.NOTICED
        return End.LIVES


def _path(items: list[pytest.Item]) -> str:
    return str(items[0].path.relative_to(ROOT))
