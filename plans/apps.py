from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from django.urls import register_converter

        from accounts.queries.history import keep_private
        from plans.converters import PeriodConverter
        from plans.queries.private import private_events

        keep_private(private_events)
        register_converter(PeriodConverter, "period")
