from django.apps import AppConfig


class EdrConfig(AppConfig):
    name = "edr"
    verbose_name = "Development reviews"

    def ready(self) -> None:
        from accounts.duties import register_own_duties
        from accounts.holdings import register_holdings
        from accounts.queries.history import keep_private
        from accounts.queries.subject_access import keep_apart
        from edr.queries.private import private_events
        from edr.queries.waiting import reviews_waiting

        why = "A review stays with the post that it is about, and is read along its line."
        register_holdings(stays={"edr.review.post": why})
        keep_private(private_events)
        register_own_duties(reviews_waiting)
        where = "Development reviews: the person downloads them under My review, and nobody else can."
        keep_apart(where, *self.get_models())
