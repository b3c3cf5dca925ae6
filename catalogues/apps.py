from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    name = "catalogues"

    def ready(self) -> None:
        """Say what can be imported, and what measures are called in catalogues."""
        from catalogues.imports.kind import CATALOGUE_ENTRIES
        from catalogues.queries.names import has_names, names_in_catalogues
        from indicators.imports.kinds import register_import
        from indicators.queries.known_as import KnownAs, show_names

        register_import(CATALOGUE_ENTRIES)
        show_names(KnownAs(names_in_catalogues, has_names, "catalogues:measure-names"))
