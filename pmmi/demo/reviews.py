"""Staff of the services, and their development reviews in every state. All invented."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice

from django.contrib.auth.hashers import make_password

from accounts.models import Appointment, Post, User
from accounts.roles import Role
from edr.models import DevelopmentNeed, Review, ReviewObjective, Signature, Statement
from edr.rules.smart import Facts, is_well_set, smart
from edr.workflow import STAGES, Side, Stage
from foundation.dates import LONDON
from plans.models import Objective
from plans.periods import Frequency, Period, containing
from pmmi.demo.organisation import Organisation
from pmmi.running.mode import DEMO_DOMAIN

FIRST = (
    "Amara", "Ben", "Chloe", "Dev", "Ella", "Femi", "Gail", "Harry", "Ines", "Jack", "Kira", "Liam", "Maya", "Noah",
    "Orla", "Pavel", "Quinn", "Rosa", "Sean", "Tara", "Uma", "Victor", "Wren", "Zack",
)  # fmt: skip
LAST = (
    "Abbott", "Bains", "Cross", "Dale", "Egan", "Frost", "Gill", "Hart", "Iqbal", "Jarvis", "Kerr", "Lamb", "Moss",
    "Neale", "Osei", "Pike", "Quick", "Rudd", "Singh", "Tate", "Upton", "Vance", "Webb",
)  # fmt: skip
# For each service: the title of its staff, how many, and how many of them have begun, agreed and had their mid-year.
STAFF = {
    "Customer Services": ("Customer adviser", 18, 16, 11, 6),
    "Environmental and Technical Services": ("Street scene officer", 14, 9, 0, 0),
    "Finance, Revenues and Benefits": ("Benefits officer", 16, 15, 10, 5),
    "Human Resources": ("Personnel assistant", 5, 5, 5, 3),
    "Housing Services": ("Housing officer", 20, 14, 9, 0),
    "Internal Audit": ("Auditor", 3, 3, 2, 1),
    "IT Services": ("Systems analyst", 9, 6, 5, 2),
    "Leisure Services": ("Leisure assistant", 15, 7, 0, 0),
    "Planning Services": ("Planning officer", 16, 16, 16, 11),
    "Regulatory Services": ("Environmental health officer", 12, 11, 6, 0),
    "Waste and Recycling": ("Collection crew leader", 22, 16, 10, 5),
    "Community Wellbeing": ("Community worker", 11, 6, 5, 0),
    "Economic Development": ("Business adviser", 7, 6, 4, 0),
    "Adult Social Care": ("Social worker", 24, 19, 14, 8),
}  # fmt: skip
# What people set out to do, and how it is measured: mostly well, as people do.
AIMS = (
    ("Answer every enquiry of mine within five working days", "95% within five working days, from the case list"),
    ("Write the guide for new colleagues and try it with two of them", "The guide is published and two have used it"),
    ("Close the oldest thirty cases on my list", "No case older than six months by March"),
    ("Support the team", ""),
    ("Visit each site once a quarter and report what is found", "Four visits a site, each with a report"),
    ("Bring the records of my area up to date", "All records checked by December"),
    ("Improve how we work with others", "Things go better"),
)
NEEDS = (
    ("Use the new case system without help", "A day of training, then a colleague beside me for a week"),
    ("Chair a difficult meeting", "The course in spring; one meeting with my manager watching"),
    ("Know the law of data protection as it touches my work", "The course online"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A review that is told in full: for whose, by whom, and how far it is."""

    person: str
    service: str
    manager: str
    aims: tuple[tuple[str, str, int], ...]
    needs: tuple[tuple[str, str], ...]
    stages: int
    employee: str = ""
    said: str = ""


IN_FULL = (
    Told(
        "Sam Okoro", "Finance, Revenues and Benefits", "Helen Marsh",
        (
            ("Have all of the service’s figures in three days before they are due", "Four quarters, each three days early", 0),
            ("Check the benefit claims of each month with a sample of fifty", "Twelve samples; fewer than two in fifty wrong", 1),
            ("Show two colleagues how to enter figures, so that I can be away", "Both have entered a quarter alone", 0),
        ),
        (("Tell a real change in a figure from a chance one", "The half-day on control charts"),
         ("Speak before a committee", "Shadow Helen in the autumn; present one figure in spring")),
        1,
        "Two quarters were in early. The samples took longer than I thought: I would like to share them.",
    ),
    Told(
        "Nell Carter", "Waste and Recycling", "Peter Dunmore",
        (
            ("Knock on 900 doors of the estates that recycle least", "900 doors, from the route sheets", 1),
            ("Try the new leaflet in two languages on one estate", "Leaflet out by October; a fifth fewer bins refused", 1),
        ),
        (("Explain recycling to people who speak little English", "The course of the library service"),),
        2,
        "We are past 500 doors. The leaflet is printed.",
        "Nell keeps to the plan, and the crews ask for her. Let us use her leaflet everywhere.",
    ),
    Told(
        "Helen Marsh", "Finance, Revenues and Benefits", "Ian Farrow",
        (
            ("Bring the days for a new claim down to eighteen", "18 days on average from January to March", 1),
            ("Have every colleague’s objectives agreed by the end of June", "All agreed, as the counts say", 0),
        ),
        (("Plan for fewer people without losing the good ones", "Two mornings with the finance director of the county"),),
        0,
    ),
)  # fmt: skip


def make_staff(organisation: Organisation, *, password: str, since: date) -> dict[str, list[Appointment]]:
    """Staff of each service, who report to its head: all rows at once, one password hash."""
    names = islice(cycle(_names()), sum(number for _, number, *_ in STAFF.values()))
    secret = make_password(password)
    made: dict[str, list[Appointment]] = {}
    for service, (title, number, *_) in STAFF.items():
        unit, head = organisation.services[service], organisation.heads[service]
        posts = Post.objects.bulk_create(
            Post(title=f"{title} {n}", unit=unit, role=Role.EMPLOYEE.value, reports_to=head)
            for n in range(1, number + 1)
        )
        users = User.objects.bulk_create(
            User(email=f"{'.'.join(name.lower().split())}@{DEMO_DOMAIN}", name=name, password=secret)
            for name in islice(names, number)
        )
        made[service] = Appointment.objects.bulk_create(
            Appointment(post=post, user=user, starts_on=since) for post, user in zip(posts, users, strict=True)
        )
    return made


def make_reviews(
    organisation: Organisation,
    staff: Mapping[str, list[Appointment]],
    objectives: Mapping[str, Objective],
    *,
    now: datetime,
) -> None:
    """Reviews of this year for staff, as far as each service's numbers say and the year has come; and those of the
    people who sign in, told in full, with the year before for one of them.
    """
    year = containing(now.date(), Frequency.YEAR)
    for service, held in staff.items():
        _, _, begun, agreed, mid = STAFF[service]
        manager = Appointment.objects.get(post=organisation.heads[service], is_deputy=False).user
        served = [each for ref, each in objectives.items() if ref.startswith(f"{service}/")]
        _of_staff(held[:begun], served, manager, (agreed, mid), year=year, now=now)
    for told in IN_FULL:
        _in_full(told, organisation, objectives, year=year, now=now)
    _in_full(IN_FULL[0], organisation, objectives, year=year.previous(), now=now)


def _names() -> Iterator[str]:
    for turn in range(len(LAST)):
        for number, first in enumerate(FIRST):
            yield f"{first} {LAST[(number + turn) % len(LAST)]}"


def _of_staff(
    held: list[Appointment],
    served: list[Objective],
    manager: User,
    done: tuple[int, int],
    *,
    year: Period,
    now: datetime,
) -> None:
    begun = [
        Review(person=each.user, post=each.post, year=year, begun_on=min(year.start + timedelta(days=9), now.date()))
        for each in held
    ]
    reviews = Review.objects.bulk_create(begun)
    rows = []
    for number, review in enumerate(reviews):
        for place, (title, measure) in enumerate(islice(cycle(AIMS), number, number + 2 + number % 2)):
            serves = served[place % len(served)] if served and (number + place) % 5 else None
            rows.append(_aim(review, place, title, measure, serves))
    ReviewObjective.objects.bulk_create(rows)
    DevelopmentNeed.objects.bulk_create(
        DevelopmentNeed(review=review, need=NEEDS[n % 3][0], how=NEEDS[n % 3][1]) for n, review in enumerate(reviews)
    )
    signed = [(review, sum(number < each for each in done)) for number, review in enumerate(reviews)]
    Signature.objects.bulk_create(row for review, stages in signed for row in _signed(review, manager, stages, now))


def _aim(review: Review, place: int, title: str, measure: str, serves: Objective | None) -> ReviewObjective:
    due = review.year.end - timedelta(days=31 * (place % 3))
    found = smart(Facts(title, measure, due, serves is not None), starts_on=review.year.start, ends_on=review.year.end)
    words = f"{serves}, {serves.plan}" if serves else ""
    return ReviewObjective(
        review=review, position=place + 1, title=title, measure=measure, due_on=due, serves=serves, serves_words=words,
        is_well_set=is_well_set(found),
    )  # fmt: skip


def _signed(review: Review, manager: User, stages: int, now: datetime) -> Iterator[Signature]:
    """Both signatures on the first stages, those that the year has come to: a month, seven and twelve months in."""
    for stage, month in zip(STAGES[:stages], (1, 7, 12), strict=False):
        at = datetime.combine(review.year.start + timedelta(days=30 * month), time(10), LONDON)
        if at <= now:
            for side, who in ((Side.MANAGER, manager), (Side.EMPLOYEE, review.person)):
                yield Signature(review=review, stage=stage, side=side, signed_by=who, signed_at=at)


def _in_full(
    told: Told, organisation: Organisation, objectives: Mapping[str, Objective], *, year: Period, now: datetime
) -> None:
    person, manager = organisation.users[told.person], organisation.users[told.manager]
    post = Appointment.objects.filter(user=person, is_deputy=False).order_by("pk").select_related("post").first().post
    review = Review.objects.create(person=person, post=post, year=year, begun_on=year.start + timedelta(days=4))
    for place, (title, measure, served) in enumerate(told.aims):
        serves = objectives.get(f"{told.service}/{served}")
        made = _aim(review, place, title, measure, serves)
        made.save()
    is_over = year.end < now.date()
    DevelopmentNeed.objects.bulk_create(
        DevelopmentNeed(
            review=review, need=need, how=how, by_on=year.start + timedelta(days=240),
            done_on=year.start + timedelta(days=200) if is_over else None,
        )
        for need, how in told.needs
    )  # fmt: skip
    Signature.objects.bulk_create(_signed(review, manager, len(STAGES) if is_over else told.stages, now))
    said = [(Side.EMPLOYEE, told.employee), (Side.MANAGER, told.said or ("A good year." if is_over else ""))]
    Statement.objects.bulk_create(
        Statement(review=review, stage=stage, side=side, text=text)
        for stage in (Stage.MID_YEAR, *((Stage.END_YEAR,) if is_over else ()))
        for side, text in said
        if text
    )
