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
    """``council`` holds for the whole council, ``unit`` for the unit of the post and everything beneath it.

    ``line`` holds for the post itself and those that report to it.
    """

    role: Role
    name: str
    purpose: str
    council: tuple[str, ...]
    unit: tuple[str, ...]
    line: tuple[str, ...]


def role_in_words(role: Role) -> RoleInWords:
    description = ROLES[role]
    return RoleInWords(
        role=role,
        name=description.name,
        purpose=description.purpose,
        council=_in_order(description.council),
        unit=_in_order(description.unit - description.council),
        line=_in_order(description.line - description.unit - description.council),
    )


def _in_order(permissions: frozenset[Permission]) -> tuple[str, ...]:
    words = [_GENERAL.get(permission, WORDS[permission]) for permission in Permission if permission in permissions]
    return tuple(text[:1].upper() + text[1:] for text in words)
