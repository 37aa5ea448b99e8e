"""Hands what the phone network says to the handset on the screen, from any thread."""

from __future__ import annotations

import logging
from collections.abc import Callable

import httpx

from pos_desktop.app.demo_phone import PhoneMessage, PhoneNetwork
from pos_desktop.ui.customer_phone import CustomerPhone, PhonePrompt, PhoneResult
from pos_desktop.ui.mishap_page import ChoiceState, MishapChoice

log = logging.getLogger(__name__)


def prompts_to(phone: CustomerPhone) -> Callable[[PhoneMessage], None]:
    """Rings the handset, and tells it how a prompt ended."""

    def hand_on(message: PhoneMessage) -> None:
        if message.result_code is not None:
            phone.prompt_ended.emit(PhoneResult(message.prompt_id, message.result_code, message.receipt))
        elif message.state == "open":
            phone.prompt_arrived.emit(
                PhonePrompt(
                    message.prompt_id,
                    message.msisdn,
                    message.business,
                    message.amount_cents,
                    message.account_reference,
                )
            )

    return hand_on


def show_mishaps(network: PhoneNetwork, phone: CustomerPhone) -> None:
    """Fetches what can go wrong and shows it on the handset; a simulator that is gone has nothing to show."""
    try:
        listed = network.mishaps()
    except (httpx.HTTPError, ValueError, KeyError) as error:
        log.info("the mishaps cannot be had: %s", error)
        return
    phone.mishaps_changed.emit(
        [MishapChoice(each.name, each.part, each.title, each.words, ChoiceState(each.state)) for each in listed]
    )
