"""The mishaps over HTTP: a list to choose from, and whether each is armed."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from pos_desktop.simulator.arming import Arming, MishapState, mishap_named
from pos_desktop.simulator.mishaps import MISHAPS, Mishap, Part


class MishapView(BaseModel):
    """One thing that can go wrong with the next prompts, and whether it is about to."""

    name: str
    part: Part
    title: str
    words: str
    prompts: int
    state: MishapState


def mishap_routes(arming: Arming) -> APIRouter:
    """The routes below `/phone/v1/mishaps`."""
    router = APIRouter(prefix="/phone/v1/mishaps", tags=["phone"])

    def view(mishap: Mishap) -> MishapView:
        return MishapView(
            name=mishap.name,
            part=mishap.part,
            title=mishap.title,
            words=mishap.words,
            prompts=mishap.prompts,
            state=arming.state(mishap.name),
        )

    @router.get("")
    async def list_mishaps() -> list[MishapView]:
        """Everything that is known to go wrong."""
        return [view(mishap) for mishap in MISHAPS.values()]

    @router.post("/{name}")
    async def arm(name: str) -> MishapView:
        """Lets it happen to the next prompt."""
        arming.arm(name)
        return view(mishap_named(name))

    @router.delete("/{name}")
    async def disarm(name: str) -> MishapView:
        """Lets the next prompt be, and the last one too."""
        arming.disarm(name)
        return view(mishap_named(name))

    return router
