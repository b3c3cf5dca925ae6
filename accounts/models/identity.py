from django.conf import settings
from django.db import models
from django.db.models import Q


class IdentityManager(models.Manager["Identity"]):
    def council_name(self) -> str:
        """What the council is called on pages, in mail and on papers: as an administrator wrote it, else as the
        installation says (PMMI_COUNCIL_NAME). One statement.
        """
        return self.values_list("name", flat=True).first() or str(settings.PMMI_COUNCIL_NAME)


class Identity(models.Model):
    """What the council is called, how it looks, and whether its set-up is finished. One row at most; what is empty, and
    everything where there is none, is as the installation says.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    name = models.CharField(max_length=120, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    crest = models.BinaryField(default=b"", blank=True)  # a PNG that was written here
    # Decided by an administrator: the set-up guide is the first page of administrators until then.
    is_set_up = models.BooleanField("set-up is finished", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = IdentityManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="identity_once")]

    def __str__(self) -> str:
        return "The council’s name and look"
