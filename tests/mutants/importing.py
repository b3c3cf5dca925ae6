"""A plugin of pytest for one fault that takes effect when its file is imported (``PMMI_MUTANT``: the file and the
fault's number). It has to be loaded before anything of the product is: ``pytest -p tests.mutants.importing``.
"""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from tests.mutants.mutations import ROOT, Mutant, mutants_of

NAME = "PMMI_MUTANT"


class _Faulty(SourceFileLoader):
    def __init__(self, fullname: str, path: str, mutant: Mutant) -> None:
        super().__init__(fullname, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return self._mutant.code()


class _Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin != str(ROOT / self._mutant.file):
            return None
        spec.loader = _Faulty(fullname, spec.origin, self._mutant)
        return spec


if NAME in os.environ:
    file, _, number = os.environ[NAME].partition(":")
    sys.meta_path.insert(0, _Finder(mutants_of(file)[int(number)]))
