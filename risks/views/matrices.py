"""The matrix with its versions, and the registers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from risks.changes import matrices as changes
from risks.forms.matrices import MatrixForm, RegisterForm
from risks.models import Register
from risks.queries.matrices import drawn_matrix, waiting
from risks.queries.risks import matrices, registers_within, standing_matrix
from risks.rules.shipped import SHIPPED
from risks.views.access import crumbs

CHANGING = "A new matrix is a new version. What was assessed keeps its band; every risk is asked for a new assessment."


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def matrix_detail(request: Request) -> HttpResponse:
    """The matrix that stands, its versions, and how many risks wait for a new assessment."""
    found = matrices()
    context = {
        "matrix": found[0] if found else None,
        "drawn": drawn_matrix(found[0].painted) if found else None,
        "versions": found,
        "waiting": waiting(actor=request.actor, today=request.today),
        "shipped": [(key, name, drawn_matrix(grid)) for key, (name, grid) in SHIPPED.items()],
        "may_edit": request.actor.may(Permission.RISK_MATRIX_EDIT),
        "crumbs": crumbs(),
    }
    return render(request, "risks/matrix_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RISK_MATRIX_EDIT)
def matrix_edit(request: Request) -> HttpResponse:
    """Paint the next version, from the one that stands or, with ``?from=``, from one that is shipped."""
    last, shipped = standing_matrix(), SHIPPED.get(request.GET.get("from", ""))
    name, start = shipped or ((last.name, last.painted) if last else SHIPPED["5x5"])
    address = reverse("risks:matrix-detail")
    form = MatrixForm(request.POST or None, name=name, start=start, cancel_url=address)

    def adopt() -> Done:
        data = form.cleaned_data
        matrix = changes.adopt_matrix(by=request.by, at=request.now, name=data["name"], grid=form.grid, why=data["why"])
        return f"{matrix} stands from now on.", address

    here = crumbs(("Matrix", address))
    return form_page(request, FormPage("Change the risk matrix", here, intro=CHANGING), form, adopt)


@require_safe
@needs(Permission.RISK_MATRIX_EDIT)
def register_list(request: Request) -> HttpResponse:
    """The registers, from the council's own down."""
    context = {"registers": registers_within(None), "crumbs": crumbs()}
    return render(request, "risks/register_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RISK_MATRIX_EDIT)
def register_create(request: Request) -> HttpResponse:
    """A new register."""
    address = reverse("risks:register-list")
    form = RegisterForm(request.POST or None, today=request.today, cancel_url=address)

    def create() -> Done:
        register = changes.create_register(by=request.by, at=request.now, details=form.given(changes.RegisterDetails))
        return f"{register} is added.", address

    return form_page(request, FormPage("Add a register", crumbs(("Registers", address))), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.RISK_MATRIX_EDIT)
def register_edit(request: Request, pk: int) -> HttpResponse:
    """Change a register."""
    register, address = get_object_or_404(Register, pk=pk), reverse("risks:register-list")
    form = RegisterForm(request.POST or None, instance=register, today=request.today, cancel_url=address)

    def edit() -> Done:
        given = form.edited(changes.RegisterDetails)
        changed = changes.edit_register(by=request.by, at=request.now, register=register, **given)
        return f"{changed} is saved.", address

    here = crumbs(("Registers", address))
    return form_page(request, FormPage("Change a register", here, caption=register.name), form, edit)
