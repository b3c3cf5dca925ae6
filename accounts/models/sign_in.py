from django.db import models


class Tries(models.Model):
    """The recent tries to sign in under one name, from one address or on one device; or that a code was used. Written
    by ``changes.tries``.

    A table of its own, not the cache, which forgets whatever is oldest once it is full: strangers could fill it.
    """

    subject = models.CharField(max_length=64, primary_key=True)  # a digest: names and addresses are not kept
    failed = models.JSONField(default=list)  # when, in seconds since 1970, oldest first
    waiting = models.JSONField(default=list)  # begun and not answered yet
    latest_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.subject
