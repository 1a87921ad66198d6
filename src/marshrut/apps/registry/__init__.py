"""Territories, organisations, people and their work, true on any date."""
