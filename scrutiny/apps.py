from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    name = "scrutiny"

    def ready(self) -> None:
        """Tell reporting what belongs to each committee, which packs hold a report, and which actions wait; and say how
        meetings are watched and what hangs from units and posts.
        """
        from accounts.holdings import register_follow, register_holdings
        from accounts.watchable import register_watchable
        from reporting.audiences import register_remits
        from reporting.changes.reports import register_uses
        from reporting.queries.reminders import register_duties
        from scrutiny.queries.committees import action_duties
        from scrutiny.queries.holdings import HOLDINGS, remits_follow
        from scrutiny.queries.packs import packs_with
        from scrutiny.queries.remits import read_remits
        from scrutiny.queries.watched import MEETING

        register_holdings(*HOLDINGS)
        register_follow(remits_follow)
        register_remits(read_remits)
        register_uses(packs_with)
        register_duties(action_duties)
        register_watchable(MEETING)
