from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.changes.organisation import PostDetails, create_post, edit_post
from accounts.forms.organisation import PostEditForm, PostFilterForm, PostForm
from accounts.models import Post
from accounts.permissions import check_visible, needs
from accounts.queries.organisation import (
    find_posts,
    holder_rows,
    indented_units,
    is_open,
    line_of_responsibility,
    post_rows,
    posts_with_holders,
)
from accounts.queries.roles import role_in_words
from accounts.roles import Permission, Role
from accounts.views.history import with_history
from accounts.views.navigation import crumbs, organisation_tabs
from foundation import lists
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request

_SORTS = {"title": ["title", "pk"], "unit": ["unit__name", "title"], "role": ["role", "title"]}


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def post_list(request: Request) -> HttpResponse:
    """Posts with their holders, filtered and sorted."""
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    units = [("", "Any unit"), *indented_units(reach=reach, today=request.today)]
    form = PostFilterForm(request.GET, choices={"unit": units})
    ordering, headers = lists.sorting(request, _SORTS, default="unit")
    found = find_posts(reach=reach, today=request.today, **form.query).order_by(*ordering)
    state = "closed" if form.chosen.get("state") == "closed" else ""
    whole = find_posts(reach=reach, today=request.today, state=state).count() if form.chosen else None
    listed = lists.listing(request, form, found, whole=whole, noun="post")
    around = {"sort": headers, "tabs": organisation_tabs(request, "post-list")}
    may_edit = request.actor.may(Permission.ORGANISATION_EDIT)
    context = {**listed, **around, "rows": post_rows(listed["page"]), "may_edit": may_edit}
    return render(request, "accounts/post_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def post_detail(request: Request, pk: int) -> HttpResponse:
    """A post: what its role lets the holder do, who held it, and the line of responsibility above it."""
    post = get_object_or_404(posts_with_holders(today=request.today), pk=pk)
    check_visible(request.actor, post.unit_id)
    details = partial(_details, request, post)
    context = {
        "post": post,
        "held": holder_rows(post),
        "crumbs": crumbs((post.unit.name, post.unit.get_absolute_url())),
        "may_edit": request.actor.may(Permission.ORGANISATION_EDIT),
        "may_reorganise": request.actor.may(Permission.REORGANISE) and is_open(post, request.today),
        **with_history(request, post, unit_id=post.unit_id, editing=Permission.ORGANISATION_EDIT, details=details),
    }
    return render(request, "accounts/post_detail.html", context)


def _details(request: Request, post: Post) -> dict[str, Any]:
    reach = request.actor.reaches(Permission.COUNCIL_READ)
    reports = find_posts(reach=reach, today=request.today).filter(reports_to=post).order_by("title")
    return {
        "role": role_in_words(Role(post.role), unit=post.unit.name),
        "appointments": post.appointments.select_related("user").order_by("-starts_on", "-pk"),
        "line": line_of_responsibility(post, reach=reach, today=request.today),
        "reports": post_rows(reports),
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def post_create(request: Request) -> HttpResponse:
    initial = {"unit": request.GET.get("unit")}
    address = reverse("accounts:post-list")
    form = PostForm(request.POST or None, initial=initial, today=request.today, cancel_url=address)

    def create() -> Done:
        post = create_post(by=request.by, at=request.now, **form.cleaned_data)
        return f"The post {post} is made. Now appoint somebody to it.", post

    intro = "Everything is owned by posts, so that ownership survives leavers and reorganisations."
    page = FormPage("Add a post", crumbs(), intro=intro, template="accounts/post_form.html")
    return form_page(request, page, form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def post_edit(request: Request, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("unit"), pk=pk)
    address, intro = post.get_absolute_url(), "What its holder owns stays with the post."
    here = crumbs((post.unit.name, post.unit.get_absolute_url()), (post.title, address))
    page = FormPage(f"Change {post}", here, "Change the post", post.title, intro, "accounts/post_form.html")
    form = PostEditForm(request.POST or None, instance=post, today=request.today, cancel_url=address)

    def edit() -> Done:
        changed = edit_post(by=request.by, at=request.now, post=post, **form.edited(PostDetails))
        return f"The post {changed} is saved.", changed

    return form_page(request, page, form, edit)
