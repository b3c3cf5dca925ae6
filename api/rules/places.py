"""Where a message to another system may go: by HTTPS, to hosts that the settings name, at addresses of the Internet."""

from collections.abc import Collection, Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

_LONGEST = 300
_PLAIN_PORT = 443
# IPv6 addresses within which another one hides, which a gateway would lead on to (RFC 3056, 4380, 6052).
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("64:ff9b::/96"))


def place_of(address: str) -> tuple[str, int, str]:
    """Host, port and the rest of an address that has no problem."""
    parts = urlsplit(address)
    path = parts.path or "/"
    return (parts.hostname or "").lower(), parts.port or _PLAIN_PORT, f"{path}?{parts.query}" if parts.query else path


def problem_of(address: str, hosts: Collection[str]) -> str:
    """Why nothing may be sent there, as a sentence; "" where it may. ``hosts`` are names, "name:8443" for a port."""
    if len(address) > _LONGEST or not address.isascii() or any(each.isspace() or each < " " for each in address):
        return f"Write an address of at most {_LONGEST} characters, without spaces."
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "This is no address."
    if parts.scheme != "https" or not parts.hostname:
        return "The address must begin with https://."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "The address must hold neither a name, a password nor a part after #."
    return _not_named(parts, port or _PLAIN_PORT, hosts)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet, and not of this machine, of a network behind it, or of none."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in tunnel for tunnel in _TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast


def all_public(addresses: Iterable[str]) -> bool:
    """Whether there are addresses, and each of them is public: a name with one that is not leads anywhere."""
    found = list(addresses)
    return bool(found) and all(map(is_public, found))


def _not_named(parts: SplitResult, port: int, hosts: Collection[str]) -> str:
    host = (parts.hostname or "").lower()
    named = {each.lower() for each in hosts}
    if f"{host}:{port}" in named or (port == _PLAIN_PORT and host in named):
        return ""
    return f"The setting PMMI_WEBHOOK_HOSTS does not name {host}{'' if port == _PLAIN_PORT else f':{port}'}."
