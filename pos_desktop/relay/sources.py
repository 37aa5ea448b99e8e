"""Where a request comes from, and whether that is an address of Safaricom's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

from pos_desktop.relay.options import Network, networks

Address = IPv4Address | IPv6Address


class Source(StrEnum):
    """How much an event's sender is worth: only `listed` mail can be evidence at a till."""

    LISTED = "listed"
    UNLISTED = "unlisted"


@dataclass(frozen=True)
class Sender:
    """The address that a request came from, as far as it can be told, and its worth."""

    address: str
    source: Source


class SourceList:
    """The networks that callbacks come from, and the proxies whose word about a caller counts."""

    def __init__(self, allowed_sources: tuple[str, ...], trusted_proxies: tuple[str, ...]) -> None:
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


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _within(address: Address, allowed: tuple[Network, ...]) -> bool:
    return any(address in network for network in allowed)
