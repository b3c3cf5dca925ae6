from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from django.urls import register_converter

        from accounts.queries.history import keep_private
        from accounts.watchable import register_watchable
        from plans.converters import PeriodConverter
        from plans.queries.private import private_events
        from plans.queries.watched import OBJECTIVE, PLAN

        keep_private(private_events)
        register_watchable(PLAN, OBJECTIVE)
        register_converter(PeriodConverter, "period")
