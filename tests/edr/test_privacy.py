"""The privacy matrix: who reads what of a review where, in every place there is. Generated from the routes and tables.

Every text of every table of reviews holds a mark. Whoever stands in some relation to the person of the review, and each
role, asks every route of the product: exactly the cells of ``EXPECTED`` hold marks. Nothing else that is stored, kept
or sent does.
"""

import html
import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models, transaction
from django.template import Template
from django.test.utils import _TestState
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.actors import actor_for
from accounts.models import Appointment, Event, Notice, Post, User
from accounts.roles import Role
from edr.changes import glass, reviews, signing
from edr.changes.reviews import NeedDetails, ObjectiveDetails
from edr.models import BreakGlass, Review
from edr.workflow import Side, Stage
from foundation.models import OutboxMessage
from foundation.templatetags.components import _drawing
from pmmi.backup.private import FOR_DEMO
from reporting.reminders import send_digests
from tests.architecture.access import TABLE
from tests.architecture.sweep import Answer, address, ask, routes
from tests.architecture.world import _cookies, build_world
from tests.conftest import NOW
from tests.factories import AppointmentFactory, PostFactory
from tests.factories.edr import YEAR

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
MARK = re.compile(r"EDRMARK-(\w+\.\w+)")
ALL = {
    "Review.notes", "ReviewObjective.title", "ReviewObjective.about", "ReviewObjective.measure",
    "ReviewObjective.serves_words", "DevelopmentNeed.need", "DevelopmentNeed.how", "Statement.text",
    "Signature.taken_back_why", "BreakGlass.reason",
}  # fmt: skip
READ = ALL - {"BreakGlass.reason"}
_OBJECTIVE = {"ReviewObjective.title", "ReviewObjective.about", "ReviewObjective.measure"}
_NEED = {"DevelopmentNeed.need", "DevelopmentNeed.how"}
# What stands where, for who may change the review.
CHANGED = {
    "edr:review-detail": READ,
    "edr:objective-edit": _OBJECTIVE,
    "edr:objective-remove": {"ReviewObjective.title"},
    "edr:need-edit": _NEED,
    "edr:need-remove": {"DevelopmentNeed.need"},
    "edr:mid-year-write": {"ReviewObjective.title", "Statement.text"},
    "edr:end-year-write": {"ReviewObjective.title", "Statement.text"},
}
OWN = {**CHANGED, "edr:review-detail": ALL, "edr:own": ALL, "edr:own-file": ALL}
EXPECTED: dict[str, dict[str, set[str]]] = {
    "the person": OWN,
    "their manager": CHANGED,
    "their manager's manager": CHANGED,
    "human resources with broken glass": {"edr:review-detail": READ},
    **{
        who: {}
        for who in (
            "a peer", "who reports to them", "who shares their post", "a former manager", "a manager of a former post",
            "a deputy of theirs", "a deputy of their manager", "the director of another directorate",
            "human resources whose glass is whole again", "who broke the glass and holds another post now",
            *(role.value for role in Role), "stranger",
        )
    },
}  # fmt: skip


class Council:
    """The small council, with a line of people and a review whose every text is marked."""

    def __init__(self) -> None:
        self.world = build_world()
        service = self.world.ours.service
        self.top = PostFactory(title="Top", unit=service, role="director")
        self.boss = PostFactory(title="Boss", unit=service, role="approver", reports_to=self.top)
        self.seat = PostFactory(title="Seat", unit=service, role="data_officer", reports_to=self.boss)
        self.person = self._seat("the person", self.seat)
        self.manager = self._seat("their manager", self.boss)
        self._seat("their manager's manager", self.top)
        self._others()
        self.review = self._written()
        self._glass()
        self._marked()

    def _seat(self, name: str, post: Post, **appointment: Any) -> User:
        user = AppointmentFactory(post=post, user__name=name.capitalize(), **appointment).user
        self.world.users[name] = user
        self.world.cookies[name] = _cookies(user)
        return user

    def _others(self) -> None:
        service, ended = self.world.ours.service, date(2026, 10, 12)
        self._seat("a peer", PostFactory(unit=service, role="data_officer", reports_to=self.boss))
        self._seat("who reports to them", PostFactory(unit=service, reports_to=self.seat))
        self._seat("who shares their post", self.seat)
        AppointmentFactory(
            user=self._seat("a former manager", self.boss, ends_on=ended), post__role="approver", post__unit=service
        )
        other = PostFactory(role="approver", unit=service)
        AppointmentFactory(user=self.person, post__reports_to=other, post__unit=service, ends_on=ended)
        self._seat("a manager of a former post", other)
        self._seat("a deputy of theirs", self.seat, is_deputy=True)
        self._seat("a deputy of their manager", self.boss, is_deputy=True)
        self._seat("the director of another directorate", PostFactory(role="director"))
        for name in ("human resources with broken glass", "human resources whose glass is whole again"):
            self._seat(name, PostFactory(role="human_resources", unit=self.world.council))
        self._seat("who broke the glass and holds another post now", PostFactory(role="administrator"))

    def _written(self) -> Review:
        """A year of changes, so that all that changes leave behind is there: trail, notices."""
        own, boss = (actor_for(user, today=NOW.date()) for user in (self.person, self.manager))
        word = "EDRMARK-of.change"
        review = reviews.begin_review(by=own, at=NOW, post=self.seat, year=YEAR)
        about = {"review": review, "at": NOW}
        serves = self.world.ours.objective
        details = ObjectiveDetails(title=word, about=word, measure=word, due_on=date(2027, 3, 1), serves=serves)
        objective = reviews.add_objective(by=own, details=details, **about)
        again = ObjectiveDetails(title=f"{word} 2", about=word, measure=word, serves=serves)
        reviews.edit_objective(by=boss, at=NOW, objective=objective, version=1, details=again)
        reviews.add_need(by=own, details=NeedDetails(need=word, how=word), **about)
        self._sign(own, boss)
        signing.reopen(by=own, side=Side.EMPLOYEE, stage=Stage.OBJECTIVES, why=word, **about)
        self._sign(own, boss)
        for side, by in ((Side.EMPLOYEE, own), (Side.MANAGER, boss)):
            texts = {None: word, objective.pk: word}
            given = {"side": side, "by": by, "texts": texts, "version": 0}
            signing.write_statements(stage=Stage.MID_YEAR, **given, **about)
        self._sign(boss, own)
        for side, by in ((Side.EMPLOYEE, own), (Side.MANAGER, boss)):
            signing.write_statements(
                stage=Stage.END_YEAR, side=side, by=by, texts={None: word, objective.pk: word}, version=0, **about
            )
        return review

    def _sign(self, *actors: Any) -> None:
        for by in actors:
            review = Review.objects.get(person=self.person)
            side = Side.EMPLOYEE if by.user == self.person else Side.MANAGER
            signing.sign(by=by, at=NOW, review=review, side=side, version=review.version)

    def _glass(self) -> None:
        for name in (
            "human resources with broken glass", "human resources whose glass is whole again",
            "who broke the glass and holds another post now",
        ):  # fmt: skip
            by = actor_for(self.world.users[name], today=NOW.date())
            given = {"email": self.person.email, "year": YEAR, "reason": "EDRMARK-of.change"}
            opened = glass.break_glass(by=by, at=NOW - timedelta(hours=1), **given)
            if "whole again" in name:
                BreakGlass.objects.filter(pk=opened.pk).update(until_at=NOW - timedelta(minutes=1))

    def _marked(self) -> None:
        """Every text of every table of reviews."""
        found = set()
        for model, field in texts():
            mark = f"EDRMARK-{model.__name__}.{field.name}"
            found.add(f"{model.__name__}.{field.name}")
            rows = model.objects.filter(**({"pk": self.review.pk} if model is Review else {"review": self.review}))
            assert rows.exists(), model
            rows = rows.exclude(taken_back_at=None) if field.name == "taken_back_why" else rows
            assert rows.update(**{field.name: mark}), field
        assert found == ALL
        self.objective, self.need = self.review.objectives.get().pk, self.review.needs.get().pk


def texts() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_app_config("edr").get_models():
        for field in model._meta.concrete_fields:
            if type(field) in (models.CharField, models.TextField) and not field.choices:
                yield model, field


@pytest.fixture(scope="module")
def council(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Council]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        patch.setattr("scrutiny.packs.files.render_pdf", lambda *_, **__: b"")
        patch.setattr("scrutiny.packs.files.prove", lambda *_, **__: None)
        with django_db_blocker.unblock(), transaction.atomic():
            with time_machine.travel(NOW, tick=False):
                built = Council()
            yield built
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _refusals_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")


def own_routes(council: Council) -> dict[str, str]:
    """Every route of reviews with an address of the marked one."""
    parts = {"objective": council.objective, "need": council.need}
    found = {}
    for name, pattern in routes().items():
        if name.startswith("edr:"):
            given: dict[str, Any] = {"pk": council.review.pk}
            if "part" in pattern.pattern.converters:
                given["part"] = next(pk for kind, pk in parts.items() if kind in name)
            wanted = pattern.pattern.converters
            found[name] = reverse(name, kwargs={key: value for key, value in given.items() if key in wanted})
    return found


def everywhere(council: Council) -> list[tuple[str, str]]:
    """Every route of the product: those of reviews at the marked one, with its history and the lists' files, the others
    as the table of routes asks for them.
    """
    found = list(own_routes(council).items())
    detail = reverse("edr:review-detail", args=[council.review.pk])
    found += [("history", f"{detail}?tab=history")]
    found += [(name, f"{reverse(name)}?download=csv") for name in ("edr:team-list", "edr:count-list")]
    found += [("edr:team-list", f"{reverse('edr:team-list')}?reach=all")]
    found += [
        (row.route, address(council.world, row))
        for row in TABLE
        if row.get is not None and not row.is_library and not row.route.startswith("edr:")
    ]
    return found


def marks(answer: Answer) -> set[str]:
    """The marks on an answer."""
    return set(MARK.findall(answer.words))


@pytest.mark.parametrize("who", EXPECTED)
def test_everybody_reads_exactly_what_they_may_and_that_nowhere_else(council: Council, who: str):
    found: dict[str, set[str]] = {}
    for route, url in everywhere(council):
        answer = ask(council.world, who, "GET", url)
        if seen := marks(answer):
            found[route] = found.get(route, set()) | seen
    assert found == EXPECTED[who]


@pytest.mark.parametrize("who", [who for who in EXPECTED if who != "stranger"])
def test_a_search_for_the_mark_finds_what_one_for_nothing_does(council: Council, who: str):
    def found(words: str) -> str:
        answer = ask(council.world, who, "GET", f"{reverse('search:search')}?q={words}")
        return unquote_plus(html.unescape(answer.words)).replace(words, "")

    assert found("EDRMARK") == found("ZQXJVWK")


@pytest.mark.parametrize("who", [name for name, cells in EXPECTED.items() if not cells])
def test_who_may_not_know_cannot_tell_the_review_from_nothing(council: Council, who: str):
    """Neither by what is answered nor by what is done; and nothing is written."""
    missing = {name: url.replace(f"/{council.review.pk}/", "/987654/", 1) for name, url in own_routes(council).items()}
    for name, url in own_routes(council).items():
        if url == missing[name]:
            continue
        for method, data in (("GET", None), ("POST", {"version": 1, "title": "x", "need": "x", "why": "x"})):
            answer, nothing = (ask(council.world, who, method, each, data) for each in (url, missing[name]))
            if who == "stranger":
                assert answer.asks_to_sign_in or answer.status == 405
            else:
                assert answer.status in (404, 405)
                assert (answer.status, answer.words) == (nothing.status, nothing.words)
            assert not answer.wrote


def test_who_broke_the_glass_changes_nothing(council: Council):
    for name, url in own_routes(council).items():
        if name not in ("edr:review-detail", "edr:own", "edr:own-file", "edr:review-begin", "edr:glass-break"):
            answer = ask(council.world, "human resources with broken glass", "POST", url, {"version": 1, "go": "1"})
            assert answer.status in (403, 405), name
            assert not answer.wrote


def test_a_change_of_manager_takes_effect_on_the_next_request(council: Council):
    detail = reverse("edr:review-detail", args=[council.review.pk])

    def read() -> dict[str, bool]:
        people = ("their manager", "a peer", "their manager's manager", "a manager of a former post", "the person")
        return {who: bool(marks(ask(council.world, who, "GET", detail))) for who in people}

    before = {"their manager": True, "a peer": False, "their manager's manager": True, "the person": True}
    before["a manager of a former post"] = False
    assert read() == before
    peer = Appointment.objects.get(user=council.world.users["a peer"]).post
    with transaction.atomic():
        Post.objects.filter(pk=council.seat.pk).update(reports_to=peer)
        assert read() == {**before, "a peer": True}  # who reports to the manager themselves
        Post.objects.filter(pk=peer.pk).update(reports_to=council.top)
        assert read() == {**before, "a peer": True, "their manager": False}
        transaction.set_rollback(True)
    with transaction.atomic():
        Appointment.objects.filter(post=council.boss).update(ends_on=NOW.date() - timedelta(days=1))
        assert read() == {**before, "their manager": False}
        transaction.set_rollback(True)
    with transaction.atomic():
        Appointment.objects.filter(user=council.person).update(ends_on=NOW.date() - timedelta(days=1))
        other = Post.objects.get(appointments__user=council.world.users["a manager of a former post"])
        AppointmentFactory(user=council.person, post__reports_to=other)
        moved = {**before, "their manager": False, "their manager's manager": False}
        assert read() == {**moved, "a manager of a former post": True}
        transaction.set_rollback(True)


def test_nothing_else_that_is_stored_holds_a_word(council: Council):
    """Every column of every table that is no table of reviews: trail, notices, sessions, outbox, index of search."""
    ask(council.world, "their manager", "GET", reverse("edr:review-detail", args=[council.review.pk]))
    assert send_digests(at=NOW) > 0
    held, looked = {}, 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("edr_"):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            looked += 1
            if any("EDRMARK" in _text(value) for row in cursor.fetchall() for value in row):
                held[table] = True
    assert held == {}
    assert looked > 30
    assert OutboxMessage.objects.exists()
    assert Event.objects.filter(page_type="edr.review").count() > 8
    assert Notice.objects.filter(about="review").count() > 2


def test_the_trail_names_nobody_whose_review_it_is(council: Council):
    about = Event.objects.filter(thing_type="edr.review").exclude(by=council.person)
    assert about.exists()
    told = [(each.thing_name, each.changes, each.why, each.source, each.on_behalf_of) for each in about]
    assert council.person.name not in str(told)
    assert council.person.email not in str(told)


def test_no_memory_of_the_process_holds_a_word(council: Council):
    for who in ("the person", "their manager"):
        for url in own_routes(council).values():
            ask(council.world, who, "GET", url)
    assert "EDRMARK" not in "".join(_drawing._kept.values())
    assert not any(b"EDRMARK" in key for key in _drawing._kept)


def test_a_fault_tells_no_word_in_the_log_or_on_its_page(
    council: Council, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("It broke.")

    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django.request")
    monkeypatch.setattr("edr.queries.review_page.need_rows", fails)
    client = council.world.client("the person")
    client.raise_request_exception = False
    answer = client.get(reverse("edr:review-detail", args=[council.review.pk]))
    assert answer.status_code == 500
    assert "EDRMARK" not in answer.content.decode()
    assert "It broke." in caplog.text
    assert "EDRMARK" not in caplog.text
    assert council.person.name not in caplog.text


def test_no_table_of_reviews_is_in_a_backup_for_a_demo():
    assert not [name for name in FOR_DEMO if name.startswith("edr.")]


def _text(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
