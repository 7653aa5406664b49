"""What is searched: one document per browsable product, and the words of them all."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """The words of a product in every language: who asks in one may mean another.

    Of equals the one stands first that was sold more often lately.
    """

    product = models.OneToOneField(
        "catalogue.Product", models.CASCADE, related_name="search_document"
    )
    titles = ArrayField(models.TextField(), verbose_name=_("titles"))
    words = SearchVectorField(_("words"))
    sold = models.PositiveIntegerField(_("sold lately"), default=0)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["-sold", "-product"], name="search_sold"),
        ]

    def __str__(self) -> str:
        return " / ".join(self.titles)


class Word(models.Model):
    """A word that documents have: what misspelt and half-typed ones can become.

    It is strong where it is not only read in a description. `documents` are those that
    had it when they were last counted.
    """

    word = models.CharField(_("word"), max_length=100, primary_key=True)
    stems = ArrayField(models.TextField(), verbose_name=_("stems"))
    letters = models.PositiveSmallIntegerField(_("letters"), default=0)
    is_strong = models.BooleanField(_("more than read in a description"))
    documents = models.PositiveIntegerField(_("documents"), default=1)

    class Meta:
        default_permissions = ()
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        indexes = [
            GinIndex(fields=["stems"], name="search_stems"),
            models.Index(
                "letters", "word", condition=Q(letters__gt=0), name="search_spelling"
            ),
        ]

    def __str__(self) -> str:
        return self.word


class Reading(models.Model):
    """How a Chinese word is typed in Latin letters, in full or by its initials."""

    word = models.ForeignKey(Word, models.CASCADE, related_name="readings")
    reading = models.CharField(_("reading"), max_length=100, db_index=True)
    is_whole = models.BooleanField(_("in full"))

    class Meta:
        default_permissions = ()
        verbose_name = _("reading of a word")
        verbose_name_plural = _("readings of words")
        constraints = [
            models.UniqueConstraint(
                fields=["word", "reading"], name="search_reading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.word_id}: {self.reading}"


class Synonym(models.Model):
    """Who searches for one of `words` also finds what is called one of `means`.

    Where it holds both ways they all mean the same. `keys` are what it is known by.
    """

    words = ArrayField(models.TextField(), verbose_name=_("words"))
    means = ArrayField(models.TextField(), verbose_name=_("also finds"))
    is_mutual = models.BooleanField(_("both ways"), default=False)
    keys = ArrayField(models.TextField(), verbose_name=_("keys"))

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        indexes = [GinIndex(fields=["keys"], name="search_synonyms")]

    def __str__(self) -> str:
        return f"{', '.join(self.words)} → {', '.join(self.means)}"


class Miss(models.Model):
    """How often a day something was searched for that no goods have.

    Nobody is in it, and nothing but the words (ADR 33).
    """

    day = models.DateField(_("day"))
    words = models.CharField(_("words"), max_length=100)
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        default_permissions = ()
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "words"], name="search_miss_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.day}: {self.times})"
