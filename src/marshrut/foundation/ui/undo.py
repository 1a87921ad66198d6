"""A decision of one press can be taken back for ten seconds: the next page offers it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

__all__ = ["MARK", "offer_undo", "undo_address"]

MARK = "undo:"


def offer_undo(request: HttpRequest, text: str, url: str) -> None:
    """Say what was done and where a POST takes it back."""
    messages.success(request, text, extra_tags=f"{MARK}{url}")


def undo_address(message: Message) -> str:
    """The address that takes the message's decision back; an empty word for a plain message."""
    tags = message.extra_tags or ""
    return tags.removeprefix(MARK) if tags.startswith(MARK) else ""
