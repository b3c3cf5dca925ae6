from django.apps import AppConfig


class BreakdownsConfig(AppConfig):
    name = "breakdowns"

    def ready(self) -> None:
        """Say what is entered beside the figures of a return, and by whom."""
        from breakdowns.queries.hands import entered_groups
        from breakdowns.queries.in_returns import groups_beside
        from indicators.queries.beside import enter_beside
        from indicators.queries.hands import stands_with_figures

        enter_beside(groups_beside)
        stands_with_figures(entered_groups)
