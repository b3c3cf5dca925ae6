"""What runs in this process, and how a fault gets into it."""

import functools
import gc
import inspect
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType

from tests.mutants.mutations import ROOT, Mutant

_KEPT = type(functools.cache(lambda: None))


@dataclass(frozen=True, slots=True)
class Running:
    """What there is of the product in this process: the functions of the files that get faults, and answers kept."""

    functions: list[FunctionType]
    forget: list[Callable[[], object]]

    @classmethod
    def found(cls, files: Collection[str]) -> "Running":
        """Walks through the whole memory."""
        functions, forget = [], []
        gc.unfreeze()  # tests/conftest.py hides from the walk what it freezes
        for each in gc.get_objects():
            if type(each) is FunctionType:
                if each.__code__.co_filename in files:
                    functions.append(each)
                if each.__code__.co_qualname == "written_once.<locals>.asked":
                    forget.append(inspect.getclosurevars(each).nonlocals["written"].clear)
            elif type(each) is _KEPT and (ROOT / each.__module__.partition(".")[0]).is_dir():
                forget.append(each.cache_clear)
        gc.freeze()
        return cls(functions, forget)

    def put_in(self, mutant: Mutant) -> bool:
        """For the rest of the process the functions have the code with the fault. False where one of them does not fit
        its code, because that uses other names around it.
        """
        path, codes = str(ROOT / mutant.file), {_place(code): code for code in _codes(mutant.code())}
        for each in self.functions:
            if each.__code__.co_filename == path:
                code = codes[_place(each.__code__)]
                if code.co_freevars != each.__code__.co_freevars:
                    return False
                each.__code__ = code
        for forget in self.forget:
            forget()
        return True


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)
