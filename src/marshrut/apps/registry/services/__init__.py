"""What is done in the registry: one use case, one function, one change set."""

from marshrut.apps.registry.services.history import History, record_history

__all__ = ["History", "record_history"]
