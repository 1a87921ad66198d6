"""Reads of the registry. Each starts from what the viewer may see."""
