from django.db import models
from django.db.models import Q

from accounts.models.organisation import Unit
from accounts.models.user import User


class NoticeKind(models.TextChoices):
    """What a notice tells of. The labels are the headings that its reader knows."""

    FIGURE = "figure", "Figures"
    SENT_BACK = "sent_back", "Sent back"
    GIVEN = "given", "Given to you"
    MORE_TIME = "more_time", "More time"
    SHEET = "sheet", "Targets and definitions"
    PLAN = "plan", "Plans and milestones"
    RISK = "risk", "Risks"
    MONEY = "money", "Money"
    REPORT = "report", "Reports"
    MEETING = "meeting", "Meetings"
    FEEDBACK = "feedback", "What people say"
    REVIEW = "review", "Development reviews"
    ORGANISATION = "organisation", "The organisation"


class Notice(models.Model):
    """One thing that happened, told to one person: what, where to look, and why they are told.

    Written in the transaction of what it tells. It is shown only while its reader has the permission that it ``needs``
    for its ``unit`` (none: for the whole council): what may no longer be opened is in no inbox. ``about`` and
    ``about_id`` name the thing as ``accounts.watchable`` does.
    """

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=NoticeKind)
    words = models.TextField()
    path = models.CharField(max_length=250)
    because = models.CharField("you get this because you", max_length=250)
    is_watched = models.BooleanField("only because it is watched", default=False)
    about = models.CharField(max_length=12)
    about_id = models.PositiveBigIntegerField()
    needs = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["to", "-at"], name="notice_of_person"),
            models.Index(fields=["to", "needs", "unit"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["about", "about_id"], name="notice_about"),
        ]

    def __str__(self) -> str:
        return self.words


class Watch(models.Model):
    """Somebody asks to be told of what happens to one thing, named as ``accounts.watchable`` does."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watches")
    about = models.CharField(max_length=12)
    about_id = models.PositiveBigIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "about_id", "user"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.user} watches {self.about} {self.about_id}"
