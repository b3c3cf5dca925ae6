import json
import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.template import Template
from django.test.utils import _TestState
from pytest_django import DjangoDbBlocker

from tests.architecture.world import World, build_world
from tests.conftest import NOW


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The small council, made once for all tests of a file; what each of them does to it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            built = build_world()
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_printed() -> Iterator[None]:
    """Here a pack's file is its words: printing takes most of a second, and whoever may have the file has its words."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("scrutiny.packs.files", "reporting.plan_papers.files"):
            patch.setattr(f"{module}.render_pdf", lambda document, **_: json.dumps(document).encode())
        patch.setattr("scrutiny.packs.files.prove", lambda *_, **__: None)
        yield


@pytest.fixture(scope="module", autouse=True)
def _no_context_is_kept() -> Iterator[None]:
    """Django's tests copy the context of every template drawn, which nobody looks at here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        yield


@pytest.fixture(autouse=True)
def _refusals_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are asked for here; writing each with its traceback would take longer than asking."""
    caplog.set_level(logging.ERROR, logger="django.request")
    caplog.set_level(logging.ERROR, logger="django.security")
