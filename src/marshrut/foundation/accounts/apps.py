from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "marshrut.foundation.accounts"
    label = "accounts"
    verbose_name = "Доступы"

    def ready(self) -> None:
        """Switching roles and leaving stand in everybody's menu; before signing in, the page says what it leads to."""
        from django.urls import reverse

        from marshrut.foundation.accounts.queries import caveat_of_installation
        from marshrut.foundation.scope.rules import ROLE_RIGHTS
        from marshrut.foundation.ui import caveat, navigation
        from marshrut.foundation.ui.navigation import Item

        caveat.register_words(caveat_of_installation)
        navigation.register_menu(
            lambda viewer: [
                Item("Сменить роль", reverse("accounts:choose-role")),
                Item("Пароль", reverse("accounts:password")),
                *([Item("Ключи для других систем", reverse("accounts:keys"))] if ROLE_RIGHTS[viewer.role] else []),
                Item("Выйти", reverse("accounts:sign-out"), post=True),
            ]
        )
