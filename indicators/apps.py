from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self) -> None:
        """Say how measures are watched, what can be imported, and how many measures serve an objective."""
        from accounts.watchable import register_watchable
        from indicators.imports.figures import FIGURES
        from indicators.imports.hierarchy.kind import PLANS
        from indicators.imports.kinds import register_import
        from indicators.queries.serving import count_serving
        from indicators.queries.watched import MEASURE
        from plans.queries.measured import count_measures

        register_watchable(MEASURE)
        register_import(FIGURES, PLANS)
        count_measures(count_serving)
