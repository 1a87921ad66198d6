"""`marshrut`: finds the command and hands it its arguments. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from marshrut import __version__

__all__ = ["main"]

#: Modules of this package with `register(subparsers)`; each command sets `run` to a function (arguments) -> exit code.
COMMANDS = ("region",)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line as one parser."""
    parser = argparse.ArgumentParser(
        prog="marshrut", description="Маршрут: система методического сопровождения региона."
    )
    parser.add_argument("--version", action="version", version=f"marshrut {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="команда", required=True)
    for name in COMMANDS:
        import_module(f"marshrut.cli.{name}").register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the process's exit code."""
    arguments = build_parser().parse_args(argv)
    result: int = arguments.run(arguments)
    return result


if __name__ == "__main__":
    sys.exit(main())
