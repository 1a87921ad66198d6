"""Bases of processing, notices, consents, and who read whose card."""
