"""The services and posts that an import's new measures belong to. Those that do not exist yet are made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts import audit
from accounts.models import Post, Unit, UnitKind
from accounts.queries.identity import council_name
from accounts.roles import Role
from foundation.bulk import reserve_keys
from foundation.versions import first_values
from indicators.imports.units_by_name import Places, name_key, told_apart

WITHOUT_SERVICE = "Performance measures"
Name = tuple[str, str]  # council and service as the file has them, "" where it has none


@dataclass(slots=True)
class Placed:
    """The post that answers for each service, and the units and posts to be made."""

    posts: dict[Name, Post] = field(default_factory=dict)
    missing: list[Unit | Post] = field(default_factory=list)

    @property
    def kinds(self) -> tuple[list[Unit], list[Post]]:
        """What is to be made: the units, and the posts."""
        units = [each for each in self.missing if isinstance(each, Unit)]
        return units, [each for each in self.missing if isinstance(each, Post)]

    @property
    def found(self) -> dict[Name, tuple[int, str]]:
        """Which posts are there, and the names of those to be made, to tell later whether that is still so."""
        return {name: (0 if post in self.missing else post.pk, str(post)) for name, post in self.posts.items()}


def numbered_places(names: Iterable[Name], *, without: str = WITHOUT_SERVICE) -> Placed:
    """As ``places_for``, with the keys that the missing units and posts will have."""
    placed = places_for(names, Places.load(), without=without)
    keys = {model: iter(reserve_keys(model, count)) for model, count in Counter(map(type, placed.missing)).items()}
    for thing in placed.missing:
        thing.pk = next(keys[type(thing)])
        # Assigned again, what it belongs to gives it its new key.
        if isinstance(thing, Unit):
            thing.parent = thing.parent
        else:
            thing.unit = thing.unit
    return placed


def made_of(placed: Placed, source: str) -> list[audit.Entry]:
    """What to record of the units and posts that are made, with ``source`` as their origin."""
    return [audit.Entry(action="created", thing=each, changes=_made(each), source=source) for each in placed.missing]


def places_for(names: Iterable[Name], places: Places, *, without: str = WITHOUT_SERVICE) -> Placed:
    """The post that answers for each service: its first head of service, else a new vacant post, in a new service where
    there is none. What names no service is in that called ``without``, "" for the council itself, whose first director
    answers for it. Writes nothing; adds missing units to ``places``.
    """
    placed, wanted = Placed(), list(dict.fromkeys(names))
    posts = list(Post.objects.select_related("unit").order_by("pk")) if wanted else []
    heads: dict[int, Post] = {}
    for post in posts:
        answering = Role.DIRECTOR if post.unit.kind == UnitKind.COUNCIL else Role.APPROVER
        if post.role == answering.value and post.ends_on is None:
            heads.setdefault(post.unit_id, post)
    titled = {(post.unit_id, post.title): post for post in posts}
    for named_council, service_name in wanted:
        council = _council(places, named_council, placed)
        named = service_name or without
        service = _service(places, council, named, placed) if named else council
        if service.pk not in heads:
            title = "Chief executive" if service is council else f"Head of {service.name}"[:120]
            heads[service.pk] = titled.get((service.pk, title)) or _head(service, title, placed)
        placed.posts[named_council, service_name] = heads[service.pk]
    return placed


def _council(places: Places, name: str, placed: Placed) -> Unit:
    council = places.councils.get(name_key(name)) if name else places.only_council
    return council or _unit(places, name or council_name(), UnitKind.COUNCIL, None, placed)


def _service(places: Places, council: Unit, name: str, placed: Placed) -> Unit:
    service = places.service(council, name)
    if service is not None:
        return service
    unique = told_apart(name, council) if places.is_taken(name, UnitKind.DEPARTMENT) else name
    return _unit(places, unique, UnitKind.DEPARTMENT, council, placed)


def _unit(places: Places, name: str, kind: UnitKind, parent: Unit | None, placed: Placed) -> Unit:
    unit = Unit(pk=_number(placed), name=name[:120], kind=kind.value, parent=parent)
    places.add(unit)
    placed.missing.append(unit)
    return unit


def _head(service: Unit, title: str, placed: Placed) -> Post:
    role = Role.DIRECTOR if service.kind == UnitKind.COUNCIL else Role.APPROVER
    post = Post(pk=_number(placed), title=title, unit=service, role=role.value)
    placed.missing.append(post)
    return post


def _number(placed: Placed) -> int:
    """A temporary key for a unit or post that is not saved yet: negative, so that no stored row has it."""
    return -1 - len(placed.missing)


def _made(thing: Unit | Post) -> dict[str, tuple[object, object]]:
    return first_values(thing, ("name", "kind", "parent") if isinstance(thing, Unit) else ("title", "unit", "role"))
