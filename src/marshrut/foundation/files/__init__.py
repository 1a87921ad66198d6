"""Stored files: content-addressed, typed by content, given out only to those who may see them."""
