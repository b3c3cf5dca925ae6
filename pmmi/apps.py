from django.apps import AppConfig


class PmmiConfig(AppConfig):
    name = "pmmi"

    def ready(self) -> None:
        """Say what can be imported."""
        from indicators.imports.kinds import register_import
        from pmmi.workbook.kind import WORKBOOK

        register_import(WORKBOOK)
