from tests.architecture.conftest import _no_context_is_kept, _refusals_are_expected, world

__all__ = ["_no_context_is_kept", "_refusals_are_expected", "world"]
