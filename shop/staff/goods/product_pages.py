"""One product, or one variant of it: begun, changed, published, copied, deleted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shop.catalogue import changing, creating, lacking, removing, undoing, varying
from shop.catalogue.changing import Change
from shop.catalogue.facts import TITLES, Facts, facts_of, stock_of
from shop.catalogue.merging import Clash, merge
from shop.forks.catalogue.models import Category, Product, ProductImage
from shop.forks.dashboard import in_use
from shop.staff.goods import picture_forms, product_words, seen
from shop.staff.goods.desk import PRODUCTS
from shop.staff.goods.history import history_of
from shop.staff.goods.picture_forms import UploadForm
from shop.staff.goods.product_forms import NewProductForm, ProductForm
from shop.staff.goods.product_words import LACKS
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404

SHOWN = {"publish": True, "withdraw": False}


@dataclass(frozen=True)
class Opened:
    """A product with what its form showed, or shows anew."""

    product: Product
    facts: Facts
    # The form, as it was typed; without one it is filled in anew from the facts.
    form: ProductForm | None = None
    upload: UploadForm | None = None
    pictures: list[Facts] | None = None
    token: str = ""
    clashes: tuple[Clash, ...] = ()


@staff_page(*PRODUCTS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    require_any(actor(request), changing.PERMISSION)
    kept = kept_or_404(Product, product_id)
    if request.method == "POST":
        return _take(request, kept)
    return _page(request, Opened(kept, facts_of(kept)))


@staff_page(*PRODUCTS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def new_product(request: HttpRequest) -> HttpResponse:
    require_any(actor(request), creating.PERMISSION)
    form = NewProductForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            begun = creating.create(
                kind=form.cleaned_data["kind"],
                titles=form.titles(),
                actor=actor(request),
                created_at=timezone.now(),
            )
        except changing.NoAddress:
            form.add_error(TITLES[0], product_words.no_address())
        else:
            messages.success(request, _("Begun. Nobody sees it before you publish it."))
            return redirect("staff:product", begun.pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "staff/goods/new_product.html", {"form": form}, status=status
    )


@staff_page(*PRODUCTS.permissions)
@require_POST
def duplicate_product(request: HttpRequest, product_id: int) -> HttpResponse:
    kept = kept_or_404(Product, product_id)
    copy = creating.duplicate(
        product_id=(kept.parent or kept).pk,
        titles=_titles_of_copy(kept.parent or kept),
        actor=actor(request),
        created_at=timezone.now(),
    )
    messages.success(request, _("This is the copy: a draft, without any pieces."))
    return redirect("staff:product", copy.pk)


@staff_page(*PRODUCTS.permissions)
@require_POST
def undo_product(request: HttpRequest, product_id: int, entry_id: int) -> HttpResponse:
    kept = kept_or_404(Product, product_id)
    try:
        undoing.undo(
            product_id=kept.pk,
            entry_id=entry_id,
            actor=actor(request),
            undone_at=timezone.now(),
        )
    except (undoing.NotTheLast, changing.ChangedMeanwhile):
        messages.error(
            request, _("It has been changed again since: nothing was taken back.")
        )
    except changing.PromisedToOrders as refusal:
        messages.error(request, product_words.promised(refusal.promised))
    except changing.NumberTaken:
        messages.error(request, product_words.taken())
    except changing.NotReady as refusal:
        messages.error(request, product_words.not_ready(refusal.lacks))
    else:
        messages.success(request, _("Taken back."))
    return redirect("staff:product", kept.pk)


@staff_page(*PRODUCTS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """Ask, and say where it is used if it cannot go (F20)."""
    require_any(actor(request), removing.PERMISSION)
    kept = kept_or_404(Product, product_id)
    status = 200
    if request.method == "POST":
        try:
            removing.remove(
                product_id=kept.pk, actor=actor(request), removed_at=timezone.now()
            )
        except removing.InUse:
            status = 409
        else:
            messages.success(request, _("Deleted."))
            if kept.parent_id:
                return redirect("staff:product-variants", kept.parent_id)
            return redirect("staff:products")
    context = {"product": kept, "uses": in_use.uses(kept)}
    return render(request, "staff/goods/remove_product.html", context, status=status)


def _take(request: HttpRequest, kept: Product) -> HttpResponse:
    token, step = request.POST.get(seen.FIELD, ""), request.POST.get("do", "")
    showed = seen.read(token).get(kept.pk)
    if showed is None:
        messages.error(request, product_words.unsaid())
        return _page(request, Opened(kept, facts_of(kept)), status=409)
    form = ProductForm(request.POST, product=kept, person=actor(request), facts=showed)
    upload = UploadForm(request.POST, request.FILES)
    shall = picture_forms.wanted(request.POST, showed["pictures"], step=step)
    opened = Opened(kept, showed, form, upload, shall, token)
    if not all([form.is_valid(), upload.is_valid()]):
        return _page(request, opened, status=422)
    wanted = form.wanted(showed) | {"pictures": shall}
    if step in SHOWN:
        wanted["is_public"] = SHOWN[step]
    return _save(request, opened, wanted, form, upload)


def _save(
    request: HttpRequest,
    opened: Opened,
    wanted: Facts,
    form: ProductForm,
    upload: UploadForm,
) -> HttpResponse:
    kept, step = opened.product, request.POST.get("do", "")
    change = Change(
        product_id=kept.pk,
        seen=opened.facts,
        wanted=wanted,
        pictures=upload.cleaned_data["uploads"],
    )
    try:
        changed = changing.change(
            changes=[change], actor=actor(request), changed_at=timezone.now()
        )
    except changing.ChangedMeanwhile as meanwhile:
        clashes = tuple(meanwhile.clashes[kept.pk])
        return _changed(request, kept, change, clashes)
    except changing.PromisedToOrders as refusal:
        form.add_error("in_stock", product_words.promised(refusal.promised))
    except changing.NumberTaken:
        form.add_error("sku" if "sku" in form.fields else "upc", product_words.taken())
    except changing.NoAddress:
        form.add_error("slug_en", product_words.no_address())
    except changing.NotReady as refusal:
        form.add_error(None, product_words.not_ready(refusal.lacks))
    else:
        _say_saved(request, kept, step, is_changed=bool(changed))
        place = "#pictures" if "-" in step or change.pictures else ""
        return redirect(reverse("staff:product", args=[kept.pk]) + place)
    return _page(request, opened, status=422)


def _say_saved(
    request: HttpRequest, kept: Product, step: str, *, is_changed: bool
) -> None:
    if not is_changed:
        messages.info(request, _("Nothing was changed."))
        return
    said: Mapping[str, Callable[[], str]] = {
        "publish": lambda: _("Saved, and on sale."),
        "withdraw": lambda: _("Saved, and off sale: only staff see it."),
    }
    text = said[step]() if step in said else _("Saved.")
    undo = _undo_url(kept)
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")


def _changed(
    request: HttpRequest, kept: Product, change: Change, clashes: tuple[Clash, ...]
) -> HttpResponse:
    """Show what others did, with what was typed beside it: the next press decides."""
    kept = Product.objects.get(pk=kept.pk)
    now = facts_of(kept)
    typed, _clashes = merge(seen=change.seen, now=now, wanted=change.wanted)
    typed |= {one.name: one.wanted for one in clashes if one.name in now}
    shown = now | typed
    form = ProductForm(product=kept, person=actor(request), facts=shown)
    opened = Opened(
        kept,
        now,
        form,
        pictures=now["pictures"],
        token=_token(kept, now),
        clashes=clashes,
    )
    return _page(request, opened, status=409)


def _page(request: HttpRequest, opened: Opened, *, status: int = 200) -> HttpResponse:
    kept, person = opened.product, actor(request)
    form = opened.form or ProductForm(product=kept, person=person, facts=opened.facts)
    # A variant goes with its product, where this is told.
    needs, wishes = ([], []) if kept.is_child else lacking.of(kept, opened.facts)
    images = {
        image.original.name: image
        for image in ProductImage.objects.filter(product=kept)
    }
    pictures = opened.facts["pictures"] if opened.pictures is None else opened.pictures
    rows = picture_forms.rows_of(pictures, opened.facts["pictures"])
    last = undoing.last_change(kept)
    stock = stock_of(kept)
    context = {
        "product": kept,
        "family": kept.parent or kept,
        "form": form,
        "shelves": Category.objects.order_by("path"),
        "chosen": form["categories"].value() or ()
        if "categories" in form.fields
        else (),
        "upload": opened.upload or UploadForm(),
        "pictures": [(row, images.get(row.file)) for row in rows],
        "token": opened.token or _token(kept, opened.facts),
        "clashes": product_words.clashes_in_words(list(opened.clashes)),
        "needs": [(name, LACKS[name]) for name in needs],
        "wishes": [(name, LACKS[name]) for name in wishes],
        "promised": (stock.num_allocated if stock else 0) or 0,
        "variants": kept.children.count() if kept.is_parent else 0,
        "can_vary": not kept.is_child and bool(varying.told_apart_by(kept)),
        "undo": _undo_url(kept) if last else "",
        "last": last,
        "history": history_of(kept),
    }
    return render(request, "staff/goods/product.html", context, status=status)


def _token(kept: Product, facts: Facts) -> str:
    return seen.token({kept.pk: facts})


def _undo_url(kept: Product) -> str:
    last = undoing.last_change(kept)
    return reverse("staff:undo-product", args=[kept.pk, last.pk]) if last else ""


def _titles_of_copy(kept: Product) -> dict[str, str]:
    """Told apart from the original by a word in its own language."""
    copies: dict[str, Any] = {"title_en": "%s (copy)", "title_zh_hans": "%s（副本）"}
    return {
        name: copies[name] % title[: 255 - 10]
        for name in TITLES
        if (title := getattr(kept, name))
    }
