"""Маршрут: a region's system for helping its teachers grow, and proving that they did."""

__version__ = "0.1.0"
