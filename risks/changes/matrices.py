"""The matrix and the registers: what risks are scored on, and where they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actors import Actor
from accounts.models import Unit
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, values_of
from risks.models import Matrix, Register
from risks.rules.matrix import Grid, faults_of, grid_to_json


@transaction.atomic
def adopt_matrix(*, by: Actor, at: datetime, name: str, grid: Grid, why: str = "") -> Matrix:
    """A new version of the matrix, which new assessments are made on. What was assessed keeps its version and band.

    Raises ChangeRefused where the grid has a fault, or is the one that stands.
    """
    if faults := faults_of(grid):
        raise ChangeRefused(" ".join(faults))
    stored = grid_to_json(grid)
    last = Matrix.objects.order_by("-number").first()
    if last and last.grid == stored:
        raise ChangeRefused("This is the matrix that stands already. Change something, or leave it.")
    if last and not why.strip():
        raise ChangeRefused("Enter why the matrix changes: every risk will be asked for a new assessment.")
    number = (Matrix.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    matrix = Matrix.objects.create(number=number, name=name, grid=stored, adopted_on=london_day(at), why=why.strip())
    changes = first_values(matrix, ["name", "number"])
    audit.record(by=by, at=at, action="adopted", thing=matrix, changes=changes, why=why.strip())
    return matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDetails:
    """What a register says of itself."""

    level: str
    name: str
    unit: Unit


@transaction.atomic
def create_register(*, by: Actor, at: datetime, details: RegisterDetails) -> Register:
    """A new register, still without risks."""
    values = values_of(details)
    register = Register.objects.create(**values)
    audit.record(by=by, at=at, action="created", thing=register, changes=first_values(register, values))
    return register


@transaction.atomic
def edit_register(*, by: Actor, at: datetime, register: Register, version: int, details: RegisterDetails) -> Register:
    """Change a register. Raises Conflict when somebody saved after ``version``."""
    stored = Register.objects.get(pk=register.pk)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version)
    return stored
