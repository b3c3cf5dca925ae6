from django.apps import AppConfig


class TargetDecisionsConfig(AppConfig):
    name = "target_decisions"

    def ready(self) -> None:
        """Say what stands beside targets on definition sheets, and what hangs from posts."""
        from accounts.holdings import register_holdings
        from indicators.queries.beside_targets import say_beside_targets
        from target_decisions.queries.beside import decisions_beside
        from target_decisions.queries.holdings import HOLDINGS

        register_holdings(*HOLDINGS)
        say_beside_targets(decisions_beside)
