"""Where a request comes from, and whether that is an address of Safaricom's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from pos_desktop.serving.errors import BadNetworkError

PUBLISHED_SOURCES = (
    "196.201.214.200/32",
    "196.201.214.206/32",
    "196.201.214.207/32",
    "196.201.214.208/32",
    "196.201.213.114/32",
    "196.201.213.44/32",
    "196.201.212.127/32",
    "196.201.212.138/32",
    "196.201.212.129/32",
    "196.201.212.136/32",
    "196.201.212.74/32",
    "196.201.212.69/32",
    "196.201.212.128/32",
    "196.201.212.132/32",
)
"""Where Safaricom's callbacks come from, as many projects publish it (daraja.md 5)."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Source(StrEnum):
    """How much a sender is worth: only what a `listed` one says can be evidence."""

    LISTED = "listed"
    UNLISTED = "unlisted"


@dataclass(frozen=True)
class Sender:
    """The address that a request came from, as far as it can be told, and its worth."""

    address: str
    source: Source


class SourceList:
    """The networks that callbacks come from, and the proxies whose word about a caller counts."""

    def __init__(self, allowed_sources: Sequence[str], trusted_proxies: Sequence[str]) -> None:
        self._allowed = networks(allowed_sources)
        self._proxies = networks(trusted_proxies)

    def sender_of(self, peer: str, forwarded_for: Sequence[str]) -> Sender:
        """Who sent it: the socket's peer, or the nearest address that a trusted proxy did not vouch for itself.

        `forwarded_for` are the `X-Forwarded-For` headers in their order. They are read from the right, because
        everything to the left of a trusted proxy's own entry was written by the caller (payments.md 4).
        """
        named = [entry.strip() for header in forwarded_for for entry in header.split(",")]
        text = peer
        address = _address(peer)
        while named and address is not None and _within(address, self._proxies):
            text = named.pop()
            address = _address(text)
        if address is None:
            return Sender(text[:64], Source.UNLISTED)
        return Sender(str(address), Source.LISTED if _within(address, self._allowed) else Source.UNLISTED)


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """The addresses and networks that the texts name.

    Raises:
        BadNetworkError: one of them is neither.
    """
    found: list[Network] = []
    for text in texts:
        try:
            found.append(ip_network(text, strict=False))
        except ValueError as error:
            raise BadNetworkError(f"{text!r} is not an IP address or network") from error
    return tuple(found)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _within(address: Address, allowed: tuple[Network, ...]) -> bool:
    return any(address in network for network in allowed)
