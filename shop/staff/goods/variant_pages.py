"""The variants of a product at once: what each costs, and more of them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shop.baskets.contents import picture_of
from shop.catalogue import changing, varying
from shop.catalogue.changing import Change
from shop.catalogue.facts import Facts, facts_of
from shop.catalogue.merging import Clash, merge
from shop.forks.catalogue.models import Product
from shop.staff.goods import product_words, seen
from shop.staff.goods.desk import PRODUCTS
from shop.staff.goods.product_words import clashes_in_words
from shop.staff.goods.variant_forms import OptionsForm, VariantForm
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404

FIELDS = ("price", "in_stock", "sku", "is_public")


@dataclass(frozen=True)
class Row:
    """One variant: its form, and what two people changed of it."""

    variant: Product
    form: VariantForm
    clashes: list[dict[str, str]]

    @property
    def image(self) -> Any:
        return picture_of(self.variant)

    @property
    def promised(self) -> int:
        stock = self.variant.stockrecords.order_by("pk").first()
        return (stock.num_allocated if stock else 0) or 0


@staff_page(*PRODUCTS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def product_variants(request: HttpRequest, product_id: int) -> HttpResponse:
    require_any(actor(request), changing.PERMISSION)
    kept = _whole(product_id)
    if request.method == "POST":
        return _take(request, kept)
    facts = _facts(kept)
    rows = [Row(one, _form(request, one, said), []) for one, said in facts.items()]
    return _page(request, kept, rows, _token(facts))


@staff_page(*PRODUCTS.permissions)
@require_POST
def add_variants(request: HttpRequest, product_id: int) -> HttpResponse:
    kept = _whole(product_id)
    form = OptionsForm(request.POST, product=kept)
    if form.is_valid():
        try:
            added = varying.add_variants(
                product_id=kept.pk,
                options={
                    name: keys for name, keys in form.cleaned_data.items() if keys
                },
                actor=actor(request),
                added_at=timezone.now(),
            )
        except varying.SoldAsItIs:
            form.add_error(None, _sold())
        except varying.TooMany:
            form.add_error(
                None,
                _("These are too many at once: at most %(most)d combinations.")
                % {"most": varying.MOST},
            )
        else:
            messages.success(request, _said_added(len(added)))
            return redirect("staff:product-variants", kept.pk)
    facts = _facts(kept)
    rows = [Row(one, _form(request, one, said), []) for one, said in facts.items()]
    return _page(request, kept, rows, _token(facts), options=form, status=422)


def _take(request: HttpRequest, kept: Product) -> HttpResponse:
    token = request.POST.get(seen.FIELD, "")
    showed, facts = seen.read(token), _facts(kept)
    forms = {
        one: VariantForm(
            request.POST, variant=one, person=actor(request), facts=showed[one.pk]
        )
        for one in facts
        if one.pk in showed
    }
    if not forms:
        messages.error(request, product_words.unsaid())
        rows = [Row(one, _form(request, one, said), []) for one, said in facts.items()]
        return _page(request, kept, rows, _token(facts), status=409)
    rows = [Row(one, form, []) for one, form in forms.items()]
    if [row for row in rows if not row.form.is_valid()]:
        return _page(request, kept, rows, token, status=422)
    changes = {
        row.variant.pk: Change(
            product_id=row.variant.pk,
            seen=showed[row.variant.pk],
            wanted=row.form.wanted(showed[row.variant.pk]),
        )
        for row in rows
    }
    try:
        changing.change(
            changes=changes.values(), actor=actor(request), changed_at=timezone.now()
        )
    except changing.ChangedMeanwhile as meanwhile:
        return _changed(request, kept, changes, meanwhile.clashes)
    except (
        changing.PromisedToOrders,
        changing.NumberTaken,
        changing.NotReady,
    ) as refusal:
        _refuse(rows, refusal)
        return _page(request, kept, rows, token, status=422)
    messages.success(request, _("Saved."))
    return redirect("staff:product-variants", kept.pk)


def _refuse(rows: list[Row], refusal: Exception) -> None:
    """Say it at the row that it is about."""
    by_number = {row.variant.pk: row.form for row in rows}
    if isinstance(refusal, changing.PromisedToOrders):
        form = by_number[refusal.product_id]
        form.add_error("in_stock", product_words.promised(refusal.promised))
    elif isinstance(refusal, changing.NumberTaken):
        by_number[refusal.product_id].add_error("sku", product_words.taken())
    elif isinstance(refusal, changing.NotReady):
        for form in by_number.values():
            if form.cleaned_data["is_public"] and form.cleaned_data["price"] is None:
                form.add_error("price", _("Without a price it cannot be sold."))


def _changed(
    request: HttpRequest,
    kept: Product,
    changes: dict[int, Change],
    clashes: dict[int, list[Clash]] | Any,
) -> HttpResponse:
    """Show what others did, with what was typed beside it: the next press decides."""
    facts = _facts(kept)
    rows = []
    for one, now in facts.items():
        apart = clashes.get(one.pk, [])
        shown = dict(now)
        if change := changes.get(one.pk):
            shown |= merge(seen=change.seen, now=now, wanted=change.wanted)[0]
        shown |= {clash.name: clash.wanted for clash in apart}
        rows.append(Row(one, _form(request, one, shown), clashes_in_words(apart)))
    return _page(request, kept, rows, _token(facts), status=409)


def _page(
    request: HttpRequest,
    kept: Product,
    rows: list[Row],
    token: str,
    *,
    options: OptionsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "product": kept,
        "rows": rows,
        "is_counted": kept.product_class.track_stock,
        "token": token,
        "has_clashes": any(row.clashes for row in rows),
        "has_errors": any(row.form.errors for row in rows),
        "options": options or OptionsForm(product=kept),
        "told": varying.told_apart_so_far(kept),
    }
    return render(request, "staff/goods/variants.html", context, status=status)


def _whole(product_id: int) -> Product:
    """A product that can have variants."""
    whole = Product.objects.exclude(structure=Product.CHILD).select_related(
        "product_class"
    )
    kept: Product = kept_or_404(whole, product_id)
    return kept


def _facts(kept: Product) -> dict[Product, Facts]:
    """What a row shows of each variant."""
    variants = kept.children.prefetch_related("images", "parent__images").order_by("pk")
    return {one: facts_of(one, FIELDS) for one in variants}


def _form(request: HttpRequest, variant: Product, facts: Facts) -> VariantForm:
    return VariantForm(variant=variant, person=actor(request), facts=facts)


def _token(facts: dict[Product, Facts]) -> str:
    return seen.token({one.pk: said for one, said in facts.items()})


def _said_added(number: int) -> str:
    if not number:
        return _("There was nothing to add: these combinations are there.")
    return ngettext(
        "%(count)d variant added. Say what it costs and how many there are.",
        "%(count)d variants added. Say what they cost and how many there are.",
        number,
    ) % {"count": number}


def _sold() -> str:
    return _(
        "It was ordered, or lies in baskets, as it is: it cannot become several. "
        "Duplicate it, and give the copy its variants."
    )
