"""Changing who can sign in. What they may do comes from their posts (``changes.organisation``)."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.organisation import keep_an_administrator
from accounts.models import User
from accounts.models.user import is_erased
from accounts.notices import tell_owner
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, set_fields


@transaction.atomic
def create_person(*, by: Actor, at: datetime, name: str, email: str, is_invited: bool = False) -> User:
    """A person who cannot sign in until they have set a password; ``is_invited`` where they are given a link for it at
    once. Raises ChangeRefused for an address in use.
    """
    if User.objects.filter(email=email.lower()).exists():
        raise ChangeRefused(f"Somebody already signs in with {email.lower()}.")
    person = User.objects.create_user(email=email, name=name)
    if is_invited:
        _note_invited(person, at)
    audit.record(by=by, at=at, action="created", thing=person, changes=first_values(person, ("name", "email")))
    return person


@transaction.atomic
def edit_person(*, by: Actor, at: datetime, person: User, name: str, email: str) -> User:
    """Change a name or address; the old address no longer signs in, and both are told. Raises ChangeRefused for an
    address in use.
    """
    stored = User.objects.select_for_update().get(pk=person.pk)
    if User.objects.filter(email=email.lower()).exclude(pk=stored.pk).exists():
        raise ChangeRefused(f"Somebody already signs in with {email.lower()}.")
    earlier = stored.email
    if audit.save(by=by, at=at, thing=stored, values={"name": name, "email": email.lower()}):
        # The sign-in library's own list of addresses would go on accepting the old one.
        EmailAddress.objects.filter(user=stored).exclude(email=stored.email).delete()
    if stored.email != earlier:
        what = f"the address that signs in is now {stored.email}, no longer {earlier}"
        tell_owner(stored, what, by=by, at=at, also_to=[earlier])
    return stored


@transaction.atomic
def disable_person(*, by: Actor, at: datetime, person: User, why: str = "") -> User:
    """End the person's sessions and let them sign in no more. Their password goes with it.

    Raises ChangeRefused for oneself and for the last administrator.
    """
    if by.user is not None and by.user.pk == person.pk:
        raise ChangeRefused("You cannot disable your own account. Ask another administrator.")
    stored = User.objects.select_for_update().get(pk=person.pk)
    if not stored.is_active:
        raise ChangeRefused(f"{stored.name} is disabled already.")
    changes = set_fields(stored, {"is_active": False})
    # A session holds a digest of the password: without it, none lives on, also not after enabling.
    stored.set_unusable_password()
    stored.save(update_fields=["is_active", "password"])
    audit.record(by=by, at=at, action="disabled", thing=stored, changes=changes, why=why.strip())
    keep_an_administrator(at=at)
    return stored


@transaction.atomic
def enable_person(*, by: Actor, at: datetime, person: User) -> User:
    """Let a disabled person back in, once they have set a new password. Raises ChangeRefused if not disabled, and for
    who left so long ago that their address is erased.
    """
    stored = User.objects.select_for_update().get(pk=person.pk)
    if stored.is_active:
        raise ChangeRefused(f"{stored.name} is not disabled.")
    if is_erased(stored.email):
        raise ChangeRefused(f"The address of {stored.name} was erased after they left. Give them one first.")
    audit.save(by=by, at=at, thing=stored, values={"is_active": True}, action="enabled")
    tell_owner(stored, "the account was enabled, with a link to set its password", by=by, at=at)
    return stored


def record_held_taken_out(*, by: Actor, at: datetime, person: User) -> None:
    """Note that somebody took out the file of everything that is held about this person."""
    audit.record(by=by, at=at, action="took out what is held about", thing=person)


@transaction.atomic
def record_password_link(*, by: Actor, at: datetime, person: User) -> None:
    """Note that somebody was given a link to set this person's password, and tell the person. Raises ChangeRefused if
    disabled.
    """
    if not person.is_active:
        raise ChangeRefused(f"{person.name} is disabled. Enable the account first.")
    if not (person.password and person.has_usable_password()):
        _note_invited(person, at)
    audit.record(by=by, at=at, action="made a password link for", thing=person)
    tell_owner(person, "a link to set its password was made", by=by, at=at)


def _note_invited(person: User, at: datetime) -> None:
    person.invited_at = at
    person.save(update_fields=["invited_at"])


@transaction.atomic
def remove_second_step(*, by: Actor, at: datetime, person: User) -> None:
    """Let somebody who lost phone and recovery codes sign in with the password alone, and tell them. Raises
    ChangeRefused where there is no second step.
    """
    if not Authenticator.objects.filter(user=person).delete()[0]:
        raise ChangeRefused(f"{person.name} signs in without a second step.")
    audit.record(by=by, at=at, action="removed the second step of", thing=person)
    tell_owner(person, "the second step of signing in was removed", by=by, at=at)
