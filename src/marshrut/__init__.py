"""Маршрут: a region's system for helping its teachers grow, and proving that they did."""

import os

__version__ = "0.1.0"

# Our matrices are small and many: threads of the linear algebra library would spin for each of them and take the cores
# from the database beside us (50,000 results: 27 s of the process's own time with them, 18 s without). It is read when
# NumPy is imported; whoever sets it otherwise keeps their number.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
