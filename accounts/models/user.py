from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

# No such place exists (RFC 2606): the address of who left ends with it once their own is erased.
ERASED_HOST = "erased.invalid"


def is_erased(email: str) -> bool:
    """Whether this stands in the place of an address that was erased. Nobody can be written to there."""
    return email.endswith(f"@{ERASED_HOST}")


class MailPace(models.TextChoices):
    """How often what is new in the inbox comes by e-mail. Reminders of what waits come as the timetable says."""

    DAILY = "daily", "Each working day, when there is something new"
    WEEKLY = "weekly", "Once a week, when there is something new"
    NEVER = "never", "Not by e-mail: I look here"


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None = None) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


class User(AbstractBaseUser):
    """A person who can sign in. What they may do comes from the posts they hold, never from the person."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # When a member last looked at "what changed"; None until the first visit.
    last_briefed_at = models.DateTimeField(null=True, blank=True)
    # When somebody last sent or handed them a link to choose their first password.
    invited_at = models.DateTimeField(null=True, blank=True)
    mail_pace = models.CharField("news by e-mail", max_length=6, choices=MailPace, default=MailPace.DAILY)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="user_has_name")]

    def __str__(self) -> str:
        return self.name
