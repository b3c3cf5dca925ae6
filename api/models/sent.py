from django.db import models

from api.models.token import Token


class SentOnce(models.Model):
    """What was answered to a request that said how it is called (Idempotency-Key): sent again, it is answered alike and
    nothing is done.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # of method, address and body
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="sent_once")]

    def __str__(self) -> str:
        return self.key
