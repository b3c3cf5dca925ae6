from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "money"

    def ready(self) -> None:
        """Say what can be imported, and what is shown beside objectives."""
        from indicators.imports.kinds import register_import
        from money.imports.kinds import BUDGET, LEDGER_MONTH, STAFF_MONTH
        from money.queries.beside import COST, IN_TABLES
        from plans.queries.beside import show_beside, show_in_column

        register_import(BUDGET)
        register_import(LEDGER_MONTH)
        register_import(STAFF_MONTH)
        show_beside(COST)
        show_in_column(IN_TABLES)
