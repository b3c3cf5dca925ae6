from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        """Say what stands beside objectives, what of the trail is for some alone, and what a reorganisation leaves."""
        from accounts.holdings import register_holdings
        from accounts.queries.history import keep_private
        from feedback.queries.beside import ON_OBJECTIVES
        from feedback.queries.private import STAYS, private_events
        from plans.queries.beside import show_beside

        show_beside(ON_OBJECTIVES)
        keep_private(private_events)
        register_holdings(stays=STAYS)
