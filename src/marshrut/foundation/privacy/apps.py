from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "marshrut.foundation.privacy"
    label = "privacy"
    verbose_name = "Персональные данные"

    def ready(self) -> None:
        """The notice is a step on the way in; scans of consents are this app's files."""
        from marshrut.foundation.accounts.hooks import register_step
        from marshrut.foundation.files.hooks import register_class
        from marshrut.foundation.files.types import FileClass
        from marshrut.foundation.privacy import doors
        from marshrut.foundation.scope.hooks import register_furnishing

        register_step(doors.notice_step)
        register_class(FileClass.CONSENT, doors.CONSENT_KEEPER)
        doors.register_menu()
        register_furnishing(doors.furnish)
