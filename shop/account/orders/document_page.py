"""The page of an invoice or a credit note, for whoever may read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from shop.documents.models import Document
from shop.documents.paper import Paper


def show(request: HttpRequest, *, document: Document, back_url: str) -> HttpResponse:
    """The page to print, in the language of the document, whoever reads it."""
    with translation.override(document.language):
        response = render(
            request,
            "documents/page.html",
            {"document": document, "paper": Paper(document), "back_url": back_url},
        )
    response["Content-Language"] = document.language
    return response
