from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "money"

    def ready(self) -> None:
        """Say what can be imported."""
        from indicators.imports.kinds import register_import
        from money.imports.kinds import BUDGET, LEDGER_MONTH

        register_import(BUDGET)
        register_import(LEDGER_MONTH)
