"""What is searched: one document per browsable product and language."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, related_name="search_documents"
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES
    )
    title = models.CharField(_("title"), max_length=255)
    words = SearchVectorField(_("words"))

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "language"], name="search_one_per_language"
            )
        ]
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="search_title"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"
