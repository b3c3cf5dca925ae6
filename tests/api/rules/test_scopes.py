"""Scopes as stored and in words."""

from api.rules.scopes import WORDS, Scope, in_words, scopes_of


def test_every_scope_has_its_words():
    assert set(WORDS) == set(Scope)


def test_a_name_that_is_no_scope_opens_nothing():
    assert scopes_of(["plans:read", "edr:read", ""]) == {Scope.PLANS_READ}


def test_words_come_in_the_order_of_the_list():
    assert in_words({Scope.RISKS_READ, Scope.MEASURES_READ}) == [WORDS[Scope.MEASURES_READ], WORDS[Scope.RISKS_READ]]
