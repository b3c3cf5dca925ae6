"""What an act did, as it is kept until it may be taken back."""

import json

from accounts.models import Post, Unit
from foundation.undoing import Done


def test_what_was_made_is_known_in_its_order_though_a_database_sorts_the_names_of_json() -> None:
    done = Done()
    done.make([Unit(pk=1), Unit(pk=2)])
    done.make([Post(pk=3)])
    kept = Done.kept(json.loads(json.dumps(done.stored(), sort_keys=True)))
    assert list(kept.made.items()) == [("accounts.unit", [1, 2]), ("accounts.post", [3])]
