"""The address that a relay is reached under."""

from __future__ import annotations

from pos_desktop.payments import BadCallbackAddressError, TokenMinter, new_key_pair
from pos_desktop.relay.errors import RelayOptionError
from pos_desktop.relay.keys import new_terminal_id
from pos_desktop.relay.options import RelayOptions
from pos_desktop.serving import address_of

EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


def checked_public_url(options: RelayOptions) -> str:
    """The URL that tills put their callback addresses under: a first address is made on trial.

    Raises:
        RelayOptionError: there is none, or Safaricom would refuse callbacks there.
    """
    if not options.public_url and options.host in EVERY_ADDRESS:
        raise RelayOptionError(f"a relay that listens on {options.host} needs the public URL it is reached under")
    public_url = (options.public_url or address_of(options.host, options.port)).rstrip("/")
    private, _ = new_key_pair()
    try:
        TokenMinter(new_terminal_id(), private).mint(public_url, options.clock.now())
    except BadCallbackAddressError as error:
        raise RelayOptionError(f"the public URL cannot be used: {error}") from error
    return public_url
