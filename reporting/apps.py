from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        """Say how services and reports are watched, and what a reorganisation may not come before."""
        from accounts.holdings import register_holdings, register_reported
        from accounts.watchable import register_watchable
        from reporting.permissions import REPORT
        from reporting.queries.holdings import HOLDINGS, STAYS, released_since
        from reporting.queries.watched import SERVICE

        register_holdings(*HOLDINGS, stays=STAYS)
        register_reported(released_since)
        register_watchable(SERVICE, REPORT)
