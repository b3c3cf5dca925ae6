from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        """Say what of the trail is for some alone, and what a reorganisation leaves where it is."""
        from accounts.holdings import register_holdings
        from accounts.queries.history import keep_private
        from feedback.queries.private import STAYS, private_events

        keep_private(private_events)
        register_holdings(stays=STAYS)
