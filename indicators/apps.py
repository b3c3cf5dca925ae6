from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self) -> None:
        """Say how measures are watched, what can be imported, how many measures serve an objective, and how it is
        summed up.
        """
        from accounts.watchable import register_watchable
        from indicators.imports.figures import FIGURES
        from indicators.imports.hierarchy.kind import PLANS
        from indicators.imports.kinds import register_import
        from indicators.queries.serving import count_serving
        from indicators.queries.summing import SUMMED_UP
        from indicators.queries.watched import MEASURE
        from plans.queries.beside import show_beside
        from plans.queries.measured import count_measures

        register_watchable(MEASURE)
        register_import(FIGURES, PLANS)
        count_measures(count_serving)
        show_beside(SUMMED_UP)
