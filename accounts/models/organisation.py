from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from accounts.roles import ROLES, Role
from foundation.statements import one_of, rows_of


class UnitKind(models.TextChoices):
    COUNCIL = "council", "Council"
    DIRECTORATE = "directorate", "Directorate"
    DEPARTMENT = "department", "Department or service"
    DIVISION = "division", "Division"
    TEAM = "team", "Team"
    PARTNER = "partner", "Partner organisation"
    PARTNERSHIP = "partnership", "Partnership"
    CABINET = "cabinet", "Cabinet or executive"
    COMMITTEE = "committee", "Committee"


class UnitQuerySet(TreeQuerySet):
    def on(self, day: date) -> "UnitQuerySet":
        """Units that exist on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), Q(starts_on=None) | Q(starts_on__lte=day))


class Unit(TreeNode):
    """A node of the one tree: council, directorate, department, partner, cabinet, committee."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=UnitKind)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="unit_ends_after_start"),
            models.UniqueConstraint(fields=["name", "kind"], name="unit_name_once_per_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:unit-detail", args=[self.pk])


# UNION, not UNION ALL, so that posts which report in a circle end.
_LINE = """
    WITH RECURSIVE line (id) AS (
        SELECT id FROM accounts_post WHERE id {among}
        UNION
        SELECT post.id FROM accounts_post post JOIN line ON post.reports_to_id = line.id
    )
    SELECT id FROM line
"""


def is_in_line(post_id: int, posts: Collection[int]) -> bool:
    """Whether the post is one of these or reports to one of them, directly or further up. One statement."""
    among, asked = one_of(posts)
    return bool(posts and rows_of(f"{_LINE.format(among=among)} WHERE id = %s", [*asked, post_id]))


class PostQuerySet(models.QuerySet["Post"]):
    def in_line(self, posts: Collection[int]) -> "PostQuerySet":
        """These posts and all that report to them, directly or further down."""
        if not posts:
            return self.none()
        among, asked = one_of(posts)
        return self.filter(pk__in=RawSQL(_LINE.format(among=among), asked))  # noqa: S611 - nothing of it is typed

    def beneath(self, posts: Collection[int]) -> "PostQuerySet":
        """All that report to these posts, directly or further down."""
        return self.filter(reports_to__in=Post.objects.in_line(posts)) if posts else self.none()


class Post(models.Model):
    """A seat in a unit. Everything is owned by posts, so ownership survives leavers and reorganisations."""

    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16, choices=[(role.value, d.name) for role, d in ROLES.items()])
    reports_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["title", "unit"], name="post_title_once_per_unit"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="post_role_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("accounts:post-detail", args=[self.pk])


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date) -> "AppointmentQuerySet":
        """Appointments that hold on a day: the post and the person's place in it both still stand."""
        return self.filter(
            Q(starts_on__lte=day),
            Q(ends_on=None) | Q(ends_on__gte=day),
            Q(post__ends_on=None) | Q(post__ends_on__gte=day),
        )


class Appointment(models.Model):
    """A person in a post from a day to a day. A deputy acts on behalf of the post, and the record says so."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="appointments")
    is_deputy = models.BooleanField("deputy", default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="appointment_ends_after_start"),
            models.UniqueConstraint(fields=["post", "user", "starts_on"], name="appointment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {'deputy ' if self.is_deputy else ''}{self.post}"
