from datetime import date

import factory
from django.test import Client

from accounts.actors import Actor, actor_for
from accounts.models import Appointment, Post, Unit, User
from accounts.roles import Role


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"Service {n}")
    kind = "department"
    parent = None


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post

    title = factory.Sequence(lambda n: f"Post {n}")
    unit = factory.SubFactory(UnitFactory)
    role = Role.EMPLOYEE.value


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@exampleshire.example")
    name = factory.Sequence(lambda n: f"Person {n}")


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    post = factory.SubFactory(PostFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = date(2020, 4, 1)


def sign_in(role: Role, unit: Unit | None = None, *, client: Client | None = None) -> tuple[Client, Actor]:
    """A signed-in client and its actor, holding one post with that role in that unit (its own new one by default)."""
    appointment = AppointmentFactory(post__role=role.value, post__unit=unit or UnitFactory())
    client = client or Client()
    client.force_login(appointment.user)
    return client, actor_for(appointment.user, today=date(2026, 10, 14))


def acting_as(role: str, *, unit: Unit | None = None, **post: object) -> Actor:
    """Somebody who holds one post with that role in that unit (its own new one by default)."""
    where = {"post__unit": unit} if unit else {}
    held = AppointmentFactory(post__role=role, **where, **{f"post__{name}": value for name, value in post.items()})
    return actor_for(held.user, today=date(2026, 10, 14))
