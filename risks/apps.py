from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "risks"

    def ready(self) -> None:
        from accounts.queries.history import keep_private
        from plans.queries.beside import show_beside
        from risks.queries.beside import THREATS
        from risks.queries.private import exempt_events

        keep_private(exempt_events)
        show_beside(THREATS)
