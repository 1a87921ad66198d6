"""Compiled loops: numba with a cache on disk where one can be written, and without one where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

__all__ = ["compiled"]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """The same function as machine code that frees the interpreter, so that threads run side by side."""
    try:
        made = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:  # no folder for the cache can be written: a read-only installation without a home
        made = numba.njit(nogil=True)(kernel)
    return cast("Kernel", made)
