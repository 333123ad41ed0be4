"""Which machines a request may go to: those of the public network, and near ones only where they were named as such.

A name of the public network that suddenly stands for an address of this machine, or of the network behind it, would let
whoever owns the name have services asked that only neighbours should reach (DNS rebinding). So what a name stands for
is looked at before a connection is made.
"""

from __future__ import annotations

import ipaddress
from typing import Final

# Names that the public network never gives out (RFC 6761, 6762, 8375, 9476, and what networks of houses and firms use).
_NEAR_ENDS: Final = frozenset(
    {"localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "test", "invalid", "alt"}
)
_NEAR_ZONES: Final = ("home.arpa",)
_EMBEDDING: Final = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv6 that stand for one of IPv4, in their last four bytes."""


def is_near(address: str) -> bool:
    """Whether an address is this machine's, or one of a network that is not the public one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _EMBEDDING:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return is_near(str(inner))
    return not ip.is_global or ip.is_multicast


def names_near(host: str) -> bool:
    """Whether a host is written as one that is near: an address that is, or a name that only a near network gives."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        return is_near(name)
    except ValueError:
        return "." not in name or name.rpartition(".")[2] in _NEAR_ENDS or name.endswith(_NEAR_ZONES)


def refusal(host: str, addresses: list[str]) -> str | None:
    """Say why a host is not asked, given the addresses its name stands for; None where it may be."""
    if names_near(host):
        return None
    near = next((address for address in addresses if is_near(address)), None)
    if near is None:
        return None
    return (
        f"{host} stands for {near}, which is no address of the public network; if it is meant, name the address itself"
    )
