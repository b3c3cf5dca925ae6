from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    name = "scrutiny"

    def ready(self) -> None:
        """Tell reporting what belongs to each committee: its builds make each committee's reports from that."""
        from reporting.audiences import register_remits
        from scrutiny.queries.remits import read_remits

        register_remits(read_remits)
