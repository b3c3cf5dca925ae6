from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        """Say what hangs from posts."""
        from accounts.holdings import register_holdings
        from api.queries.holdings import STAYS

        register_holdings(stays=STAYS)
