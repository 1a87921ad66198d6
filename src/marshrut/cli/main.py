"""`marshrut`: finds the command and hands it its arguments. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from marshrut import __version__
from marshrut.cli.terminal import complain
from marshrut.foundation.database.trouble import Trouble

__all__ = ["main"]

#: Command -> module of this package with `register(subparsers)`; it sets `run` to a function (arguments) -> exit code.
COMMANDS = {
    "up": "up",
    "doctor": "doctor",
    "region": "region",
    "backup": "backup",
    "restore": "backup",
    "reset": "reset",
    "database": "database",
    "prepare": "prepare",
    "accounts": "accounts",
    "demo": "demo",
    "import": "registry",
    "export": "registry",
    "deficits": "deficits",
    "routes": "routes",
    "indicators": "indicators",
    "snapshot": "indicators",
    "note": "note",
    "psychometrics": "psychometrics",
    "planning": "planning",
}


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """The command line: the whole of it, or one command with what that needs to be imported."""
    parser = argparse.ArgumentParser(
        prog="marshrut", description="Маршрут: система методического сопровождения региона."
    )
    parser.add_argument("--version", action="version", version=f"marshrut {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="команда", required=True)
    modules = [COMMANDS[command]] if command in COMMANDS else dict.fromkeys(COMMANDS.values())
    for name in modules:
        import_module(f"marshrut.cli.{name}").register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the process's exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        sys.stdout.write(f"marshrut {__version__}\n")
        return 0
    try:
        arguments = build_parser(words[0] if words else None).parse_args(words)
        result: int = arguments.run(arguments)
    except Trouble as trouble:
        complain(trouble)
        return 1
    except KeyboardInterrupt:
        return 130
    return result


if __name__ == "__main__":
    sys.exit(main())
