from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        """Say what hangs from posts, listen to what happens, and take over a channel of the outbox."""
        from accounts.holdings import register_holdings
        from api.changes import webhooks
        from api.queries.holdings import STAYS
        from foundation.happenings import listen
        from foundation.outbox import register_channel

        register_holdings(stays=STAYS)
        listen(webhooks.tell)
        register_channel(webhooks.CHANNEL, webhooks.send)
