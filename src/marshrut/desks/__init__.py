"""Workplaces that join several apps on one page."""
