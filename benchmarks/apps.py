from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    name = "benchmarks"

    def ready(self) -> None:
        """Say what can be imported, and what others reached where a target is judged."""
        from benchmarks.imports.kinds import PUBLISHED, PUBLISHED_NEW
        from benchmarks.queries.peers import middle_of_peers
        from indicators.imports.kinds import register_import
        from indicators.queries.easy_targets import register_peers

        register_import(PUBLISHED, PUBLISHED_NEW)
        register_peers(middle_of_peers)
