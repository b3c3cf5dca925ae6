from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Post, User
from api.rules.scopes import Scope, scopes_of
from foundation.dates import london_day


class Token(models.Model):
    """With it another system reads and writes as one post, within the post's reach. Only a keyed digest of the secret
    is kept.
    """

    name = models.CharField("system that it is for", max_length=80)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", verbose_name="acts as")
    scopes = models.JSONField("may")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at=None), name="token_name_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="token_expires_later"),
        ]

    def __str__(self) -> str:
        return f"Token “{self.name}”"

    def get_absolute_url(self) -> str:
        return reverse("api:token-list")

    @property
    def may(self) -> frozenset[Scope]:
        return scopes_of(self.scopes)

    def why_dead(self, *, at: datetime) -> str:
        """Why it opens nothing at that moment, in words for who administers it; "" while it lives."""
        if self.ended_at:
            return "Ended"
        if at > self.expires_at:
            return "Expired"
        if self.post.ends_on and self.post.ends_on < london_day(at):
            return "Its post has ended"
        return "" if self.made_by.is_active else "Who made it has left"
