"""What each role may do, in words. The words are those of the refusals, so that both say the same."""

from dataclasses import dataclass

from accounts.permissions import WORDS
from accounts.roles import ROLES, Permission, Role

# A refusal is about one thing, a role about all of its kind: these permissions need other words for that.
_GENERAL = {
    Permission.MILESTONE_UPDATE: "update milestones",
    Permission.FIGURE_ENTER: "enter figures",
    Permission.FIGURE_APPROVE: "approve figures",
    Permission.PACK_EDIT: "edit the committee's packs",
}


@dataclass(frozen=True, slots=True)
class RoleInWords:
    """``reaches`` holds how far permissions reach ("For the whole council"), each with the words of the permissions."""

    role: Role
    name: str
    purpose: str
    reaches: tuple[tuple[str, tuple[str, ...]], ...]


def role_in_words(role: Role, *, unit: str = "the unit of the post") -> RoleInWords:
    """A role in words; ``unit`` names the unit where it is the role of one post."""
    held = ROLES[role]
    line = held.line - held.unit - held.council
    parts = (
        ("For the whole council", held.council),
        ("For the post itself and the posts that report to it, directly or further down", line),
        (f"For {unit} and everything beneath it", held.unit - held.council),
    )
    reaches = tuple((words, _in_order(permissions)) for words, permissions in parts if permissions)
    return RoleInWords(role, held.name, held.purpose, reaches)


def _in_order(permissions: frozenset[Permission]) -> tuple[str, ...]:
    words = [_GENERAL.get(permission, WORDS[permission]) for permission in Permission if permission in permissions]
    return tuple(text[:1].upper() + text[1:] for text in words)
