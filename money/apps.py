from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "money"

    def ready(self) -> None:
        """Say what can be imported, what is shown beside objectives, what a plan's reviewer asks of them, and
        what hangs from units.
        """
        from accounts.holdings import register_holdings
        from indicators.imports.kinds import register_import
        from money.imports.kinds import BUDGET, LEDGER_MONTH, STAFF_MONTH
        from money.queries.beside import COST, IN_TABLES
        from money.queries.holdings import HOLDINGS, STAYS
        from money.queries.stated import without_means
        from plans.queries.beside import show_beside, show_in_column
        from plans.queries.readiness import ask_in_review

        register_holdings(*HOLDINGS, stays=STAYS)
        register_import(BUDGET, LEDGER_MONTH, STAFF_MONTH)
        show_beside(COST)
        show_in_column(IN_TABLES)
        ask_in_review("means", "Each objective says what it takes: money or staff", without_means)
