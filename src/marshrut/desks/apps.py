from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "marshrut.desks"
    label = "desks"
    verbose_name = "Рабочие места"

    def ready(self) -> None:
        """Each desk puts its doors into the bar; the worker, which reads no addresses, learns kinds of work here."""
        from marshrut.desks import doors
        from marshrut.desks.administrator import copies  # noqa: F401 - registers its kind of work

        doors.register()
