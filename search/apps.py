from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        pre_migrate.connect(_let_the_tables_go, sender=self)
        post_migrate.connect(_make_the_index, sender=self)


def _let_the_tables_go(plan: object, **_: object) -> None:
    from search.index import let_go

    if plan:
        let_go()


def _make_the_index(**_: object) -> None:
    from search.index import make

    make()
