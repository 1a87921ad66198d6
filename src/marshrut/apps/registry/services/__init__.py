"""What is done in the registry: one use case, one function, one change set."""

from marshrut.apps.registry.services.accounts import link_account
from marshrut.apps.registry.services.history import History, record_history

__all__ = ["History", "link_account", "record_history"]
