from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    name = "benchmarks"

    def ready(self) -> None:
        """Say what can be imported."""
        from benchmarks.imports.kinds import PUBLISHED, PUBLISHED_NEW
        from indicators.imports.kinds import register_import

        register_import(PUBLISHED, PUBLISHED_NEW)
