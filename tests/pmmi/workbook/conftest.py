"""Files are read as those of measures are, in this process. Whether the limited one reads the same says test_files."""

import pytest

from tests.indicators.imports.conftest import files_are_read_here
from tests.pmmi.workbook.threads import by, stored

__all__ = ["by", "files_are_read_here", "stored"]


@pytest.fixture(autouse=True)
def _files_are_read_here(request: pytest.FixtureRequest) -> None:
    if request.path.name != "test_files.py":
        request.getfixturevalue("files_are_read_here")
