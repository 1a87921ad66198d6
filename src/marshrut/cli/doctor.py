"""`marshrut doctor`: what is wrong and what to do; exit code 1 if something does not work."""

from __future__ import annotations

import argparse

from marshrut.cli.terminal import say

__all__ = ["register"]

MARKS = {"ok": "  ✓ ", "warn": "  ! ", "bad": "  ✗ "}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("doctor", help="проверить установку: что не так и что делать")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command is called alike
    """Print the checks, worst last line first to be acted on."""
    from marshrut.foundation.database.doctor import run_checks

    checks = run_checks()
    for check in checks:
        say(f"{MARKS[check.state]}{check.name}: {check.what}")
        if check.cure:
            say(f"      Что сделать: {check.cure}")
    wrong = sum(check.state == "bad" for check in checks)
    look = sum(check.state == "warn" for check in checks)
    say("\nВсё в порядке." if not wrong + look else f"\nНе работает: {wrong}. Стоит посмотреть: {look}.")
    return 1 if wrong else 0
