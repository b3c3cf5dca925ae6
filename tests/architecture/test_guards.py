"""Every view says who may open it."""

import inspect

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from tests.architecture.access import TABLE
from tests.architecture.sweep import routes

# Reviewed: what anybody may read, and the sign-in library's own pages, which guard themselves.
PUBLIC = {"about", "accessibility", "brand", "crest", "health-live", "health-ready"}
LIBRARY = {row.route for row in TABLE if row.is_library}


def test_every_view_is_guarded_or_public_on_purpose():
    unguarded = {name for name, route in routes().items() if not getattr(route.callback, "guarded", False)}
    assert unguarded == PUBLIC | LIBRARY


def test_only_the_sign_in_librarys_views_are_not_ours():
    foreign = {name for name, route in routes().items() if route.callback.__module__.split(".")[0] == "allauth"}
    assert foreign == LIBRARY


def test_no_transaction_is_opened_around_what_is_marked_so():
    """The mark stands right above the view, where the guard sees it."""
    marked = {
        name: route.callback for name, route in routes().items() if hasattr(route.callback, "_non_atomic_requests")
    }
    assert marked
    assert [name for name, view in marked.items() if not hasattr(inspect.unwrap(view), "_non_atomic_requests")] == []


@pytest.mark.django_db
def test_the_models_and_the_migrations_say_the_same(capsys: pytest.CaptureFixture[str]):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


def test_the_project_has_nothing_to_say_against_itself():
    assert run_checks() == []
