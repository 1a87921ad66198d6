"""Django's way to an account from a session. Passwords are checked by the service, which counts failures."""

from __future__ import annotations

from typing import Any

from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["PasswordBackend"]


class PasswordBackend:
    """Finds the account of a session; refuses one that is no longer active."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Never by itself: signing in goes through `services.sign_in`, which knows addresses and locks."""
        del request, credentials

    def get_user(self, user_id: Any) -> Account | None:
        rows = Account.objects.of(SystemViewer("accounts.session"))
        account: Account | None = rows.filter(pk=user_id, is_active=True).first()
        return account
