"""Units, posts and people of Exampleshire. All invented."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from accounts.models import Appointment, Post, Unit, User
from accounts.roles import Role
from pmmi.running.mode import DEMO_DOMAIN

# One person for each role, who signs in with the role as the name.
SIGN_IN_NAMES = {
    "Alex Morgan": "administrator",
    "Caroline Yates": "director",
    "Helen Marsh": "approver",
    "Sam Okoro": "officer",
    "Cllr Andrew Stone": "cabinet",
    "Cllr Margaret Hewitt": "chair",
    "Cllr Raj Patel": "member",
    "Cllr Lydia Brook": "councillor",
    "Matt Dean": "partner",
    "Hugh Sterling": "auditor",
    "Nell Carter": "employee",
    "Ros Field": "hr",
    "Fay Ledger": "finance",
}


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """One service: its directorate, the theme that the published tables file its measures under, and its people."""

    name: str
    directorate: str
    theme: str
    head: str
    officer: str
    kind: str = "department"


SERVICES = (
    ServiceSpec("Customer Services", "Resources", "Customer Services", "Priya Nair", "Tom Becket"),
    ServiceSpec("Environmental and Technical Services", "Place", "Environmental & Technical Services", "Alun Price", "Jo Hale"),
    ServiceSpec("Finance, Revenues and Benefits", "Resources", "Finance, Revs and Bens", "Helen Marsh", "Sam Okoro"),
    ServiceSpec("Human Resources", "Resources", "HR", "David Lunn", "Mina Shah"),
    ServiceSpec("Housing Services", "People", "Housing Services", "Grace Adeyemi", "Rob Fallon"),
    ServiceSpec("Internal Audit", "Resources", "Audit", "Colin Weir", "Beth Amos"),
    ServiceSpec("IT Services", "Resources", "IT Services", "Naomi Clarke", "Ivan Petrov"),
    ServiceSpec("Leisure Services", "People", "Leisure Services", "Ruth Ellis", "Kofi Mensah"),
    ServiceSpec("Planning Services", "Place", "Planning Services", "Martin Shaw", "Lucy Penn"),
    ServiceSpec("Regulatory Services", "Place", "Regulatory Services", "Fiona Grant", "Omar Aziz"),
    ServiceSpec("Waste and Recycling", "Place", "Environment", "Peter Dunmore", "Anna Lowe"),
    ServiceSpec("Community Wellbeing", "People", "Community Wellbeing", "Yasmin Rahman", "Dan Cooke"),
    ServiceSpec("Economic Development", "Place", "Economy", "Owen Hughes", "Tess Vardy"),
    ServiceSpec("Adult Social Care", "People", "Adult Social Care", "Janet Boyle", "Lee Turner"),
    ServiceSpec("Safer Exampleshire Partnership", "", "Safer North Hants", "Supt. Karen Wells", "Matt Dean", "partner"),
)  # fmt: skip
DIRECTORATES = {"Resources": "Ian Farrow", "Place": "Caroline Yates", "People": "Michael Ade"}

# Committee, its chair, a member, and the priorities and services of its remit.
COMMITTEES = (
    ("Environment and Economy Scrutiny Committee", "Cllr Margaret Hewitt", "Cllr Raj Patel", ("P2", "P4"), ("Waste and Recycling", "Planning Services")),
    ("People and Communities Scrutiny Committee", "Cllr Stephen Oduya", "Cllr Ellen Frost", ("P1", "P3", "P5"), ("Housing Services",)),
    ("Corporate Scrutiny Committee", "Cllr Brian Keane", "Cllr Sian Morgan", ("P6",), ("Finance, Revenues and Benefits",)),
)  # fmt: skip


@dataclass(slots=True)
class Organisation:
    """What was made, by name, for the parts that follow."""

    council: Unit
    services: dict[str, Unit]
    heads: dict[str, Post]
    officers: dict[str, Post]
    committees: dict[str, Unit]
    posts: dict[str, Post]
    users: dict[str, User]


class Staff:
    """Makes posts and the people in them. One password hash serves all: it is printed by the demo anyway."""

    def __init__(self, password: str, since: date) -> None:
        self._hash = make_password(password)
        self._since = since
        self.users: dict[str, User] = {}

    def appoint(self, person: str, title: str, unit: Unit, role: Role, *, reports_to: Post | None = None) -> Post:
        post = Post.objects.create(title=title, unit=unit, role=role.value, reports_to=reports_to)
        self.hold(person, post)
        return post

    def hold(self, person: str, post: Post, *, is_deputy: bool = False) -> None:
        user = self._user(person)
        Appointment.objects.create(post=post, user=user, starts_on=self._since, is_deputy=is_deputy)

    def _user(self, person: str) -> User:
        if person not in self.users:
            name = ".".join(person.lower().replace("cllr ", "").replace("supt. ", "").split())
            address = SIGN_IN_NAMES.get(person, name)
            self.users[person] = User.objects.create(email=f"{address}@{DEMO_DOMAIN}", name=person, password=self._hash)
        return self.users[person]


def make_organisation(*, password: str, since: date) -> Organisation:
    staff = Staff(password, since)
    council = Unit.objects.create(name="Exampleshire Council", kind="council")
    cabinet = Unit.objects.create(name="Cabinet", kind="cabinet", parent=council)
    chief = staff.appoint("Dame Ursula Kemp", "Chief Executive", council, Role.DIRECTOR)
    performance = staff.appoint("Alex Morgan", "Performance Manager", council, Role.ADMINISTRATOR, reports_to=chief)
    posts = {"chief": chief, "performance": performance}
    directorates, directors = {}, {}
    for name, person in DIRECTORATES.items():
        unit = Unit.objects.create(name=f"{name} Directorate", kind="directorate", parent=council)
        directorates[name] = unit
        directors[name] = staff.appoint(person, f"Director of {name}", unit, Role.DIRECTOR, reports_to=chief)
    services, heads, officers = _services(staff, council, directorates, directors, chief)
    posts |= _members(staff, council, cabinet)
    committees = _committees(staff, council)
    _others(staff, council, services, heads)
    return Organisation(council, services, heads, officers, committees, posts, staff.users)


def _services(
    staff: Staff, council: Unit, directorates: dict[str, Unit], directors: dict[str, Post], chief: Post
) -> tuple[dict[str, Unit], dict[str, Post], dict[str, Post]]:
    services, heads, officers = {}, {}, {}
    for spec in SERVICES:
        unit = Unit.objects.create(name=spec.name, kind=spec.kind, parent=directorates.get(spec.directorate, council))
        is_partner = spec.kind == "partner"
        head = staff.appoint(
            spec.head,
            "Partnership lead" if is_partner else f"Head of {spec.name}",
            unit,
            Role.APPROVER,
            reports_to=directors.get(spec.directorate, chief),
        )
        officer = staff.appoint(
            spec.officer,
            "Partnership data officer" if is_partner else f"Data officer, {spec.name}",
            unit,
            Role.PARTNER if is_partner else Role.DATA_OFFICER,
            reports_to=head,
        )
        services[spec.name], heads[spec.name], officers[spec.name] = unit, head, officer
    return services, heads, officers


def _members(staff: Staff, council: Unit, cabinet: Unit) -> dict[str, Post]:
    leader = staff.appoint("Cllr Judith Arkwright", "Leader of the Council", cabinet, Role.CABINET_MEMBER)
    portfolios = (
        ("place", "Cllr Andrew Stone", "Cabinet Member for Place"),
        ("people", "Cllr Farah Malik", "Cabinet Member for People"),
        ("resources", "Cllr Gwen Pritchard", "Cabinet Member for Resources"),
    )
    posts = {
        key: staff.appoint(person, title, cabinet, Role.CABINET_MEMBER, reports_to=leader)
        for key, person, title in portfolios
    }
    posts["ward"] = staff.appoint("Cllr Lydia Brook", "Councillor for Riverside", council, Role.COUNCILLOR)
    return posts | {"leader": leader}


def _committees(staff: Staff, council: Unit) -> dict[str, Unit]:
    committees = {}
    for name, chair, member, _, _ in COMMITTEES:
        unit = Unit.objects.create(name=name, kind="committee", parent=council)
        staff.appoint(chair, f"Chair, {name}", unit, Role.SCRUTINY_CHAIR)
        staff.appoint(member, f"Member, {name}", unit, Role.SCRUTINY_MEMBER)
        committees[name] = unit
    return committees


def _others(staff: Staff, council: Unit, services: dict[str, Unit], heads: dict[str, Post]) -> None:
    staff.appoint("Hugh Sterling", "External auditor", council, Role.AUDITOR)
    waste, head = services["Waste and Recycling"], heads["Waste and Recycling"]
    staff.appoint("Nell Carter", "Recycling adviser", waste, Role.EMPLOYEE, reports_to=head)
    personnel = services["Human Resources"]
    staff.appoint("Ros Field", "HR adviser", personnel, Role.HUMAN_RESOURCES, reports_to=heads["Human Resources"])
    finance = services["Finance, Revenues and Benefits"]
    staff.appoint("Fay Ledger", "Finance business partner", finance, Role.FINANCE, reports_to=heads[finance.name])
    # A deputy acts on behalf of the post, and the record says so.
    staff.hold("Helen Marsh", heads["IT Services"], is_deputy=True)
