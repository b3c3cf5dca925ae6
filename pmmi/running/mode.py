"""How the product runs: as the demo, on one machine for itself, or served to a council. Read before the settings.

Nothing here may import Django's settings: they are made from it.
"""

import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

# What everybody can read in the source: nothing outside the demo may accept it.
DEMO_KEY = "demo-only-key-not-for-a-council-" * 2
DEMO_PASSWORD = "a-golden-thread"  # noqa: S105  printed at the start of the demo
DEMO_DOMAIN = "exampleshire.example"
SHORTEST_KEY = 50
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
# The mode before there were modes: 1 was the demo, 0 was for real use.
_OLDER_FLAG = {"1": "demo", "0": "served"}


class Mode(StrEnum):
    DEMO = "demo"  # the invented council: a published key, plain HTTP, mail to files
    LOCAL = "local"  # one machine, its own loopback address, a key of its own, plain HTTP
    SERVED = "served"  # a council's people, through HTTPS


class UnsafeStart(Exception):  # noqa: N818  a refusal, as ChangeRefused is
    """The product may not start; the text says why and what to do."""


def mode_of(environment: Mapping[str, str]) -> Mode:
    """The mode that PMMI_MODE names. Raises UnsafeStart where it is missing or unknown: there is no default."""
    name = environment.get("PMMI_MODE") or _OLDER_FLAG.get(environment.get("PMMI_DEMO", ""), "")
    try:
        return Mode(name)
    except ValueError as error:
        raise UnsafeStart(
            "Set PMMI_MODE: “demo” for the demo council (make demo does), “local” for one machine of your own, "
            "“served” for a council (docs/operations.md)." + (f" It is “{name}”." if name else "")
        ) from error


def secret_key(mode: Mode, environment: Mapping[str, str], folder: Path) -> str:
    """The key that signs sessions and links: the environment's; else the demo's published one, or one that the local
    mode makes once and keeps in ``folder``. "" where the served mode was given none.
    """
    given = environment.get("PMMI_SECRET_KEY", "")
    if given or mode is Mode.SERVED:
        return given
    return DEMO_KEY if mode is Mode.DEMO else _own_key(folder / "secret-key")


def audit_key(mode: Mode, environment: Mapping[str, str], folder: Path) -> str:
    """The key that seals the audit trail: the environment's, else one that is made once and kept in ``folder``. ""
    where the served mode was given none.
    """
    given = environment.get("PMMI_AUDIT_KEY", "")
    return given if given or mode is Mode.SERVED else _own_key(folder / "audit-key")


def _own_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written whole before it gets its name: two processes that start together must read the same key.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(60))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def unsafe_settings(mode: Mode, *, key: str, audit_key: str, debug: bool, hosts: list[str]) -> list[str]:
    """What forbids this mode to start with these settings: sentences that name the variable and the remedy."""
    if mode is Mode.DEMO:
        return []
    found = []
    if not key:
        found.append(
            "PMMI_SECRET_KEY is not set. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"
        )
    elif key == DEMO_KEY or len(key) < SHORTEST_KEY:
        found.append(
            f"PMMI_SECRET_KEY is a published one or too short: give it {SHORTEST_KEY} random characters or more."
        )
    if not audit_key:
        found.append("PMMI_AUDIT_KEY is not set. Make one as you made PMMI_SECRET_KEY, and keep it apart from backups.")
    elif audit_key in (key, DEMO_KEY) or len(audit_key) < SHORTEST_KEY:
        found.append(f"PMMI_AUDIT_KEY is known or too short: give it {SHORTEST_KEY} random characters of its own.")
    if debug:
        found.append("PMMI_DEBUG shows the inside of the product to strangers: leave it out.")
    if any("*" in host or host.startswith(".") for host in hosts):
        found.append("PMMI_ALLOWED_HOSTS has a wild card: name each host.")
    if mode is Mode.LOCAL and not set(hosts) <= set(LOOPBACK):
        found.append("The local mode serves this machine only: leave PMMI_ALLOWED_HOSTS out, or use PMMI_MODE=served.")
    return found
