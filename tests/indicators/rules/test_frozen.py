"""What the rules take and give is never changed afterwards: results are kept, compared and shared."""

import pkgutil
from dataclasses import is_dataclass
from importlib import import_module

import pytest

from indicators import rules

KINDS = [
    kind
    for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}.")
    for kind in vars(import_module(module.name)).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.name
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_value_of_the_rules_cannot_be_changed(kind: type):
    assert kind.__dataclass_params__.frozen
