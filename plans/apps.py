from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from accounts.queries.history import keep_private
        from plans.queries.private import private_events

        keep_private(private_events)
