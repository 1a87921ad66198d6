"""Reads of competencies. Each starts from what the viewer may see. Here stands what desks and other doors ask."""
