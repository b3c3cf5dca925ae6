from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self) -> None:
        """Say how measures are watched."""
        from accounts.watchable import register_watchable
        from indicators.queries.watched import MEASURE

        register_watchable(MEASURE)
