"""What words mean besides: one synonym, or a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shop.search import synonyms
from shop.search.asking import clean
from shop.search.models import Synonym
from shop.staff.goods.desk import SEARCH
from shop.staff.goods.synonym_forms import SynonymForm
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404


@staff_page(*SEARCH.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def new_synonym(request: HttpRequest) -> HttpResponse:
    """Say what words mean; those of a search that found nothing come along."""
    require_any(actor(request), synonyms.PERMISSION)
    if request.method != "POST":
        searched = clean(request.GET.get("words", ""))
        return _page(request, None, SynonymForm(initial={"words": searched}))
    return _take(request, None)


@staff_page(*SEARCH.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def synonym(request: HttpRequest, synonym_id: int) -> HttpResponse:
    require_any(actor(request), synonyms.PERMISSION)
    kept = kept_or_404(Synonym, synonym_id)
    if request.method == "POST":
        return _take(request, kept)
    said = {name: getattr(kept, name) for name in SynonymForm.base_fields}
    return _page(request, kept, SynonymForm(initial=said))


@staff_page(*SEARCH.permissions)
@require_POST
def remove_synonym(request: HttpRequest, synonym_id: int) -> HttpResponse:
    kept_or_404(Synonym, synonym_id)
    synonyms.remove(
        synonym_id=synonym_id, actor=actor(request), removed_at=timezone.now()
    )
    messages.success(request, _("The synonym is gone."))
    return redirect("staff:synonyms")


def _take(request: HttpRequest, kept: Synonym | None) -> HttpResponse:
    form = SynonymForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, form, status=422)
    try:
        if kept is None:
            synonyms.add(
                **form.cleaned_data, actor=actor(request), added_at=timezone.now()
            )
        else:
            synonyms.change(
                synonym_id=kept.pk,
                **form.cleaned_data,
                actor=actor(request),
                changed_at=timezone.now(),
            )
    except synonyms.SaysNothing:
        form.add_error("means", _("Say at least one word that it means."))
        return _page(request, kept, form, status=422)
    except synonyms.KnownAlready as known:
        form.add_error(
            "words",
            _("There is a synonym for “%(word)s” already: change that one.")
            % {"word": known.word},
        )
        return _page(request, kept, form, status=409)
    messages.success(request, _("Saved. It holds for every search from now on."))
    return redirect("staff:synonyms")


def _page(
    request: HttpRequest, kept: Synonym | None, form: SynonymForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"synonym": kept, "form": form}
    return render(request, "staff/goods/synonym.html", context, status=status)
