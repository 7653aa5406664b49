"""Categories as a tree, and the page of each."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from shop.catalogue import shelves
from shop.catalogue.changing import NoAddress
from shop.forks.catalogue.models import Category, Product
from shop.forks.dashboard import in_use
from shop.staff.goods import product_words, seen
from shop.staff.goods.category_forms import FIRST, CategoryForm, PictureForm
from shop.staff.goods.desk import CATEGORIES
from shop.staff.goods.history import history_of_category
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404

# What the page of a new category is signed as.
NEW = 0


@staff_page(*CATEGORIES)
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """All of them, each below what it stands below, with how many goods are in it."""
    shelved = Product.categories.through.objects.order_by().values_list("category")
    counts = dict(shelved.annotate(many=Count("pk")))
    every = list(Category.objects.order_by("path"))
    siblings: dict[str, list[Category]] = {}
    for one in every:
        siblings.setdefault(one.path[: -Category.steplen], []).append(one)
    first = {row[0].pk for row in siblings.values()}
    last = {row[-1].pk for row in siblings.values()}
    rows = [
        (one, counts.get(one.pk, 0), one.pk in first, one.pk in last) for one in every
    ]
    return render(request, "staff/goods/categories.html", {"rows": rows})


@staff_page(*CATEGORIES)
@require_http_methods(["GET", "HEAD", "POST"])
def category(request: HttpRequest, category_id: int | None = None) -> HttpResponse:
    require_any(actor(request), shelves.CHANGE if category_id else shelves.ADD)
    kept = kept_or_404(Category, category_id)
    facts = shelves.facts_of(kept)
    if request.method == "POST":
        return _take(request, kept)
    if kept is None:
        facts[shelves.BELOW] = request.GET.get("below", "")
    return _page(request, kept, CategoryForm(kept=kept, facts=facts), _token(kept))


@staff_page(*CATEGORIES)
@require_POST
def move_category(request: HttpRequest, category_id: int) -> HttpResponse:
    kept = kept_or_404(Category, category_id)
    step = request.POST.get("step", "")
    if step in shelves.STEPS:
        shelves.move(
            category_id=kept.pk,
            step=step,
            actor=actor(request),
            moved_at=timezone.now(),
        )
    return redirect("staff:categories")


@staff_page(*CATEGORIES)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_category(request: HttpRequest, category_id: int) -> HttpResponse:
    """Ask, and say where it is used if it cannot go (F20)."""
    require_any(actor(request), shelves.DELETE)
    kept = kept_or_404(Category, category_id)
    status = 200
    if request.method == "POST":
        try:
            shelves.remove(
                category_id=kept.pk, actor=actor(request), removed_at=timezone.now()
            )
        except shelves.CategoryInUse:
            status = 409
        else:
            messages.success(request, _("Deleted."))
            return redirect("staff:categories")
    context = {"category": kept, "uses": in_use.uses(kept)}
    return render(request, "staff/goods/remove_category.html", context, status=status)


def _take(request: HttpRequest, kept: Category | None) -> HttpResponse:
    token, key = request.POST.get(seen.FIELD, ""), kept.pk if kept else NEW
    showed = seen.read(token).get(key)
    if showed is None:
        messages.error(request, product_words.unsaid())
        form = CategoryForm(kept=kept, facts=shelves.facts_of(kept))
        return _page(request, kept, form, _token(kept), status=409)
    form = CategoryForm(request.POST, kept=kept, facts=showed)
    picture = PictureForm(request.POST, request.FILES)
    if not all([form.is_valid(), picture.is_valid()]):
        return _page(request, kept, form, token, picture=picture, status=422)
    wanted = form.wanted(showed)
    try:
        written = shelves.write(
            category_id=kept.pk if kept else None,
            seen=showed,
            wanted=wanted,
            image=picture.cleaned_data["picture"],
            drops_image=picture.cleaned_data["drop"],
            actor=actor(request),
            written_at=timezone.now(),
        )
    except shelves.CategoryChangedMeanwhile as meanwhile:
        now = shelves.facts_of(kept_or_404(Category, key))
        changed = {n: said for n, said in wanted.items() if said != showed.get(n)}
        form = CategoryForm(kept=kept, facts=now | changed)
        told = product_words.clashes_in_words(meanwhile.clashes, "category.change")
        return _page(request, kept, form, _token(kept), clashes=told, status=409)
    except shelves.BelowItself:
        form.add_error(shelves.BELOW, _("It cannot stand below itself."))
    except NoAddress:
        form.add_error("slug_en", product_words.no_address())
    else:
        messages.success(request, _("Saved: %(name)s.") % {"name": written.name})
        return redirect("staff:categories")
    return _page(request, kept, form, token, picture=picture, status=422)


def _page(
    request: HttpRequest,
    kept: Category | None,
    form: CategoryForm,
    token: str,
    *,
    picture: PictureForm | None = None,
    clashes: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "category": kept,
        "form": form,
        "picture": picture or PictureForm(),
        "token": token,
        "clashes": clashes,
        "history": history_of_category(kept) if kept else [],
        "first": FIRST,
    }
    return render(request, "staff/goods/category.html", context, status=status)


def _token(kept: Category | None) -> str:
    return seen.token({kept.pk if kept else NEW: shelves.facts_of(kept)})
