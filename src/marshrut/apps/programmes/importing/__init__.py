"""Lines of a file with learning, compared with what is recorded: whose each is, what it would do."""

from marshrut.apps.programmes.importing.comparing import Looked, compare

__all__ = ["Looked", "compare"]
