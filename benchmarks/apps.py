from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    name = "benchmarks"

    def ready(self) -> None:
        """Say what can be imported, what others reached where a target is judged, and what is published of all."""
        from benchmarks.changes.measures import compared_as_published
        from benchmarks.imports.group_files import COUNCIL_GROUPS
        from benchmarks.imports.kinds import PUBLISHED, PUBLISHED_NEW
        from benchmarks.queries.peers import middle_of_peers
        from indicators.changes.published_as import compare_with_others
        from indicators.imports.kinds import register_import
        from indicators.queries.easy_targets import register_peers

        register_import(PUBLISHED, PUBLISHED_NEW, COUNCIL_GROUPS)
        compare_with_others(compared_as_published)
        register_peers(middle_of_peers)
