from tests.architecture.conftest import _refusals_are_expected, world

__all__ = ["_refusals_are_expected", "world"]
