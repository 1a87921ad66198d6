from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "marshrut.foundation.accounts"
    label = "accounts"
    verbose_name = "Доступы"

    def ready(self) -> None:
        """Switching roles and leaving stand in everybody's menu."""
        from django.urls import reverse

        from marshrut.foundation.scope.rules import ROLE_RIGHTS
        from marshrut.foundation.ui import navigation
        from marshrut.foundation.ui.navigation import Item

        navigation.register_menu(
            lambda viewer: [
                Item("Сменить роль", reverse("accounts:choose-role")),
                Item("Пароль", reverse("accounts:password")),
                *([Item("Ключи для других систем", reverse("accounts:keys"))] if ROLE_RIGHTS[viewer.role] else []),
                Item("Выйти", reverse("accounts:sign-out"), post=True),
            ]
        )
