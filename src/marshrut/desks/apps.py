from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "marshrut.desks"
    label = "desks"
    verbose_name = "Рабочие места"

    def ready(self) -> None:
        """Each desk puts its doors into the bar."""
        from marshrut.desks import doors

        doors.register()
