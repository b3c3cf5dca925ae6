from django.apps import AppConfig


class BreakdownsConfig(AppConfig):
    name = "breakdowns"

    def ready(self) -> None:
        """Say what is entered beside the figures of a return."""
        from breakdowns.queries.in_returns import groups_beside
        from indicators.queries.beside import enter_beside

        enter_beside(groups_beside)
