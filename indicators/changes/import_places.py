"""The services and posts of measures that an import brings; made where the council has none of that name yet."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from accounts import audit
from accounts.actors import Actor
from accounts.changes import first_values
from accounts.models import Post, Unit, UnitKind
from accounts.roles import Role
from indicators.queries.places import Places, name_key, told_apart

WITHOUT_SERVICE = "Performance measures"
Name = tuple[str, str]  # council and service as the file has them, "" where it has none


def make_places(*, by: Actor, at: datetime, names: Iterable[Name], source: str) -> dict[Name, Post]:
    """The post that answers for each service: its first head of service, else a new vacant one.

    Everything that is made is recorded, with ``source`` as where it comes from.
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    places, entries = Places.load(), []
    heads: dict[int, Post] = {}
    for post in Post.objects.filter(role=Role.APPROVER.value, ends_on=None).select_related("unit").order_by("pk"):
        heads.setdefault(post.unit_id, post)
    found = {}
    for council_name, service_name in wanted:
        council = _council(places, council_name, entries)
        service = _service(places, council, service_name or WITHOUT_SERVICE, entries)
        if service.pk not in heads:
            heads[service.pk] = _head(service, entries)
        found[council_name, service_name] = heads[service.pk]
    audit.record_many(
        by=by,
        at=at,
        entries=[audit.Entry(action="created", thing=each, changes=_made(each), source=source) for each in entries],
    )
    return found


def _council(places: Places, name: str, entries: list[Unit | Post]) -> Unit:
    council = places.councils.get(name_key(name)) if name else places.only_council
    return council or _unit(places, name or settings.PMMI_COUNCIL_NAME, UnitKind.COUNCIL, None, entries)


def _service(places: Places, council: Unit, name: str, entries: list[Unit | Post]) -> Unit:
    service = places.service(council, name)
    if service is not None:
        return service
    unique = told_apart(name, council) if places.is_taken(name, UnitKind.DEPARTMENT) else name
    return _unit(places, unique, UnitKind.DEPARTMENT, council, entries)


def _unit(places: Places, name: str, kind: UnitKind, parent: Unit | None, entries: list[Unit | Post]) -> Unit:
    unit = Unit.objects.create(name=name[:120], kind=kind.value, parent=parent)
    places.add(unit)
    entries.append(unit)
    return unit


def _head(service: Unit, entries: list[Unit | Post]) -> Post:
    post, is_new = Post.objects.get_or_create(
        title=f"Head of {service.name}"[:120], unit=service, defaults={"role": Role.APPROVER.value}
    )
    if is_new:
        entries.append(post)
    return post


def _made(thing: Unit | Post) -> dict[str, tuple[object, object]]:
    return first_values(thing, ("name", "kind", "parent") if isinstance(thing, Unit) else ("title", "unit", "role"))
