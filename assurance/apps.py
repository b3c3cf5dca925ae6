from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"

    def ready(self) -> None:
        """Say which certificates wait for whoever made them."""
        from accounts.duties import register_own_duties
        from assurance.queries.waiting import reviews_due

        register_own_duties(reviews_due)
