from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from django.urls import register_converter

        from accounts.holdings import register_holdings
        from accounts.queries.history import keep_private
        from accounts.watchable import register_watchable
        from plans.converters import PeriodConverter
        from plans.queries.holdings import HOLDINGS
        from plans.queries.private import private_events
        from plans.queries.watched import OBJECTIVE, PLAN

        register_holdings(*HOLDINGS)
        keep_private(private_events)
        register_watchable(PLAN, OBJECTIVE)
        register_converter(PeriodConverter, "period")
