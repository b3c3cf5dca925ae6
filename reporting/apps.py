from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        """Say how services and reports are watched."""
        from accounts.watchable import register_watchable
        from reporting.permissions import REPORT
        from reporting.queries.watched import SERVICE

        register_watchable(SERVICE, REPORT)
