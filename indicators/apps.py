from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self) -> None:
        """Say how measures are watched, what can be imported and which files wait for whom, how many measures serve an
        objective and how it is summed up, and what of theirs hangs from units and posts.
        """
        from accounts.duties import register_own_duties
        from accounts.holdings import register_follow, register_holdings
        from accounts.watchable import register_watchable
        from indicators.imports.figures.kind import FIGURES
        from indicators.imports.hierarchy.kind import PLANS
        from indicators.imports.kinds import register_import
        from indicators.imports.rating_rules.kind import RATING_RULES
        from indicators.imports.waiting import imports_waiting
        from indicators.queries.holdings import HOLDINGS, STAYS, returns_follow
        from indicators.queries.serving import count_serving
        from indicators.queries.summing import SUMMED_UP
        from indicators.queries.watched import MEASURE
        from plans.queries.beside import show_beside
        from plans.queries.measured import count_measures

        register_watchable(MEASURE)
        register_holdings(*HOLDINGS, stays=STAYS)
        register_follow(returns_follow)
        register_own_duties(imports_waiting)
        register_import(FIGURES, PLANS, RATING_RULES)
        count_measures(count_serving)
        show_beside(SUMMED_UP)
