from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Post, User
from indicators.models import Indicator
from plans.fields import PeriodField
from reporting.models import Report
from scrutiny.models.committee import Meeting

# Part 1 of Schedule 12A to the Local Government Act 1972, as it stands in England.
PARAGRAPHS = {
    1: "information relating to any individual",
    2: "information likely to reveal the identity of an individual",
    3: "the financial or business affairs of any particular person, the council included",
    4: "consultations or negotiations on a labour relations matter",
    5: "information that could claim legal professional privilege in legal proceedings",
    6: "a notice, order or direction that the council proposes to give or make",
    7: "action to prevent, investigate or prosecute crime",
}


class MayBeExempt(models.Model):
    """Public, or exempt with the paragraph of Schedule 12A it rests on and the public interest test (rules.md 17)."""

    is_exempt = models.BooleanField("exempt: not for publication", default=False)
    exempt_paragraph = models.PositiveSmallIntegerField(
        "paragraph of Schedule 12A",
        null=True,
        blank=True,
        choices=[(n, f"Paragraph {n}: {words}") for n, words in PARAGRAPHS.items()],
    )
    public_interest_test = models.TextField(
        "why the public interest in keeping it exempt outweighs disclosing it", blank=True
    )

    class Meta:
        abstract = True


class Pack(models.Model):
    """What the chair takes into the meeting: cover note, chosen items in order, questions, earlier actions (E5).

    ``version`` counts every change of the pack's own words and of its list, so that nobody orders or publishes what
    they have not seen.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    title = models.CharField(max_length=200)
    # The quarter of the measures chosen one by one. Only a person changes it: a pack in work never moves on by itself.
    period = PeriodField("quarter")
    cover_note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="pack_published_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.meeting})"

    def get_absolute_url(self) -> str:
        return reverse("scrutiny:pack-detail", args=[self.pk])


class Part(MayBeExempt):
    """An item or a question in its place. What is taken out is kept until the pack is published, to be put back.

    Its name tells its place and none of its words: the trail of changes is read by more people than exempt items are.
    """

    position = models.PositiveSmallIntegerField()
    is_removed = models.BooleanField("taken out", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class PackItem(Part):
    """One item: a whole report, one section of it, an indicator, or a note. Exempt items leave no trace in the
    public file but their number, the public title and the paragraph relied on.
    """

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="items")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    section = models.CharField("section of the report", max_length=80, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    heading = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    public_title = models.CharField("title shown in the public pack", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_exempt=False)
                | (Q(exempt_paragraph__isnull=False) & ~Q(public_interest_test="") & ~Q(public_title="")),
                name="pack_item_exempt_is_reasoned",
            ),
            models.CheckConstraint(condition=Q(report=None) | Q(indicator=None), name="pack_item_report_or_indicator"),
        ]

    def __str__(self) -> str:
        return f"Item {self.position}"


class PackQuestion(Part):
    """A question for the meeting, and the post it is put to."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField("question")
    to = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_exempt=False) | (Q(exempt_paragraph__isnull=False) & ~Q(public_interest_test="")),
                name="pack_question_exempt_is_reasoned",
            )
        ]

    def __str__(self) -> str:
        return f"Question {self.position}"


class PackFile(models.Model):
    """A published pack as everybody gets it: made once, on publication, from the same moment's figures.

    The public one is kept only with the proof that it holds nothing exempt.
    """

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="files")
    is_public = models.BooleanField()
    document = models.JSONField()
    content = models.BinaryField("PDF")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "is_public"], name="pack_file_once")]

    def __str__(self) -> str:
        return f"{self.pack}, {'public' if self.is_public else 'exempt'}"
