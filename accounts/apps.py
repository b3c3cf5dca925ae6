from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import signals  # noqa: F401  connects what it holds
        from accounts.holdings import register_holdings
        from accounts.queries.holdings import HOLDINGS, STAYS

        register_holdings(*HOLDINGS, stays=STAYS)

        # After each migration: one that makes the table anew, as SQLite's do, would lose the protection.
        post_migrate.connect(_protect_the_trail, sender=self)


def _protect_the_trail(**_: object) -> None:
    from accounts.audit_protection import protect

    protect()
