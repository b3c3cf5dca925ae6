"""Files are read as those of measures are."""

from tests.indicators.imports.conftest import files_are_read_here

__all__ = ["files_are_read_here"]
