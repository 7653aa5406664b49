"""Where parcels go, who brings them, what that costs, and where goods are picked up."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


# The managers of translated models are made while Django starts: mypy knows none.
class Method(models.Model):  # type: ignore[django-manager-missing]
    """One way a parcel can go. Its `code` stands on orders and never changes."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "pk"]
        constraints = [
            # That code means goods that no parcel carries (methods.py).
            models.CheckConstraint(condition=~Q(code="pickup"), name="method_is_parcel")
        ]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):  # type: ignore[django-manager-missing]
    """Countries, or places in them, to which delivery costs the same.

    A zone without countries is everywhere that no other zone names. Of the zones
    that name a country, one whose postcodes begin an address's counts most.
    """

    name = models.CharField(_("name"), max_length=80)
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), default=list
    )
    postcodes = ArrayField(
        models.CharField(max_length=16), verbose_name=_("postcodes"), default=list
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(postcodes=[]) | Q(countries__len=1),
                name="zone_postcodes_are_of_one_country",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Band(models.Model):
    """What one method costs in one zone, for some weight and some value of goods."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="bands")
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="bands")
    up_to_grams = models.PositiveIntegerField(
        _("up to grams"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    goods_from = models.DecimalField(
        _("goods from"),
        max_digits=10,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(0)],
    )
    price = models.DecimalField(
        _("price"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    free_from = models.DecimalField(
        _("free from"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = _("delivery price")
        verbose_name_plural = _("delivery prices")
        ordering = ["method__position", "method_id", "up_to_grams", "goods_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "method", "up_to_grams", "goods_from"],
                nulls_distinct=False,
                name="band_once",
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, goods_from__gte=0)
                & (Q(free_from__isnull=True) | Q(free_from__gte=0)),
                name="band_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(up_to_grams__isnull=True) | Q(up_to_grams__gt=0),
                name="band_carries_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone_id}: {self.method_id} {self.price}"


class PickupPoint(models.Model):  # type: ignore[django-manager-missing]
    """A place where shoppers pick up what they ordered.

    `hours` says when it is open, Monday first, such as "10:00–18:00"; nothing is
    closed. What nobody collects within `days_to_collect` days is overdue.
    """

    name = models.CharField(_("name"), max_length=80)
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=16)
    city = models.CharField(_("town or city"), max_length=80)
    note = models.CharField(_("note"), max_length=200, blank=True)
    hours = ArrayField(
        models.CharField(max_length=40, blank=True), verbose_name=_("opening hours")
    )
    days_to_collect = models.PositiveSmallIntegerField(
        _("days to collect"),
        default=14,
        validators=[MinValueValidator(2), MaxValueValidator(90)],
    )
    is_active = models.BooleanField(_("open for new orders"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("pick-up point")
        verbose_name_plural = _("pick-up points")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__len=7), name="pickup_point_hours_of_each_day"
            ),
            models.CheckConstraint(
                condition=Q(days_to_collect__range=(2, 90)),
                name="pickup_point_days_to_collect",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pickup(models.Model):
    """That an order is picked up, and where.

    Once it is ready there is a `code` that proves who may have it, a day until which
    it is kept, and a time to remind of it; reminded, there is none any more.
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="pickup"
    )
    point = models.ForeignKey(
        PickupPoint, on_delete=models.PROTECT, related_name="pickups"
    )
    code = models.CharField(_("pick-up code"), max_length=8, blank=True)
    collect_by = models.DateTimeField(_("kept until"), null=True, blank=True)
    remind_at = models.DateTimeField(_("to be reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("pick-up")
        verbose_name_plural = _("pick-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="pickup_code_once"
            ),
            models.CheckConstraint(
                condition=Q(code="", collect_by__isnull=True, remind_at__isnull=True)
                | (~Q(code="") & Q(collect_by__isnull=False)),
                name="pickup_code_has_its_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="pickup_to_be_reminded",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} at {self.point_id}"


class Carrier(models.Model):
    """Who brings parcels.

    `follow_address` is where a parcel can be followed on its way: NUMBER in it stands
    for the number of the parcel (carriers.py).
    """

    name = models.CharField(_("name"), max_length=40, unique=True)
    follow_address = models.CharField(_("address to follow a parcel"), max_length=300)
    is_active = models.BooleanField(_("brings new parcels"), default=True)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    follow_address__regex=r"^https://[^{}\s]+[{]number[}][^{}\s]*$"
                ),
                name="carrier_address_has_its_number",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    """Who brings an order, and the number to follow it by, where there is one."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="parcel"
    )
    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, related_name="parcels"
    )
    number = models.CharField(_("tracking number"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^([A-Za-z0-9][A-Za-z0-9./-]{3,39})?$"),
                name="parcel_number_is_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} with {self.carrier_id}"
