"""How commands speak: one line a step, with the time it took; trouble in words with the command that helps."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from marshrut.foundation.database.trouble import Trouble

__all__ = ["ask", "complain", "say", "seconds", "step"]


def say(text: str = "") -> None:
    """A line to the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def seconds(value: float) -> str:
    """A duration as people write it: 0,9 с."""
    return f"{value:.1f} с".replace(".", ",")


@contextmanager
def step(text: str) -> Iterator[None]:
    """«Запускаю PostgreSQL… готово за 0,9 с»; what goes wrong goes on its own line."""
    began = time.monotonic()
    sys.stdout.write(f"  {text}… ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say("не вышло")
        raise
    say(f"готово за {seconds(time.monotonic() - began)}")


def complain(trouble: Trouble) -> None:
    """What is wrong and what helps."""
    sys.stderr.write(f"{trouble.what}\n")
    if trouble.cure:
        sys.stderr.write(f"  → {trouble.cure}\n")
    sys.stderr.flush()


def ask(question: str) -> bool:
    """A question that only «да» answers; without a terminal the answer is no."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} Напишите «да»: ").strip().lower() in {"да", "lf", "yes"}
