from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "marshrut.foundation.accounts"
    label = "accounts"
    verbose_name = "Доступы"
