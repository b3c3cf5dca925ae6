from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "risks"

    def ready(self) -> None:
        from accounts.holdings import register_holdings
        from accounts.queries.history import keep_private
        from accounts.watchable import register_watchable
        from plans.queries.beside import show_beside, show_in_column
        from plans.queries.readiness import ask_before_approval
        from risks.queries.beside import IN_TABLES, THREATS
        from risks.queries.holdings import HOLDINGS
        from risks.queries.private import exempt_events
        from risks.queries.risks import without_assessment
        from risks.queries.watched import RISK

        register_holdings(*HOLDINGS)
        keep_private(exempt_events)
        register_watchable(RISK)
        show_beside(THREATS)
        show_in_column(IN_TABLES)
        ask_before_approval("risk", "Each objective was looked at for risk", without_assessment)
