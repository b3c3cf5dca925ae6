from django.db import models
from django.db.models import Q

# The page of events that tell who came, was refused, read or took a file: they are on nobody's history tab.
ACCESS = "access"
SESSION_ACTIONS = ("signed in", "signed out")
_IS_ACCESS = Q(page_type=ACCESS) | Q(action__in=SESSION_ACTIONS)


class AppendOnly(models.QuerySet["Event"]):
    """Refuses to change or delete events; the database does too."""

    def changes(self) -> "AppendOnly":
        """Only what changed something."""
        return self.exclude(_IS_ACCESS)

    def access(self) -> "AppendOnly":
        """Only who came, was refused, read what is exempt or took a file."""
        return self.filter(_IS_ACCESS)

    def update(self, **kwargs: object) -> int:  # noqa: ARG002 - Django's signature
        raise TypeError("The audit trail is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The audit trail is append-only.")


class Event(models.Model):
    """One change to one thing, or one access: who, when, what from and to, why. Written only by ``accounts.audit``.

    ``thing_*`` is the row that changed; ``page_*`` the thing on whose history tab it is read (an observation's
    events are read on its indicator). Each event carries the digest of the one before, made with a key, so a removed,
    altered or inserted row is found by ``manage.py verify_audit``.
    """

    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    # As it was then; "The system" where nobody acted. Another system is called by its token, whose maker is ``by``.
    by_name = models.CharField(max_length=120)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=40)
    thing_type = models.CharField(max_length=40)
    thing_id = models.CharField(max_length=40)
    thing_name = models.CharField(max_length=300)
    page_type = models.CharField(max_length=40)
    page_id = models.CharField(max_length=40)
    changes = models.JSONField(default=dict)  # {field: [from, to]} as text a person can read
    why = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)  # such as "import Q2.xlsx, line 14"
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["page_type", "page_id", "-at"], name="event_page"),
            models.Index(fields=["-at"], name="event_at"),
        ]
        constraints = [
            # Two writers cannot both follow the same event: the chain never forks.
            models.UniqueConstraint(fields=["previous_digest"], name="event_chain_unforked"),
            models.CheckConstraint(condition=~Q(by_name=""), name="event_has_author"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.action} {self.thing_name}"
