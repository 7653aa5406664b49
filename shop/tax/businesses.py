"""The business a member keeps: whom invoices are for, until another is said."""

from shop.tax.models import Business
from shop.users.models import User


def business_of(owner: User | None) -> dict[str, str]:
    """What a member keeps, by the names of the form's fields."""
    kept = Business.objects.filter(owner=owner).first() if owner else None
    return {"company": kept.company, "tax_id": kept.tax_id} if kept else {}


def keep_business(*, owner: User, company: str, tax_id: str) -> None:
    """Keep the business a member buys for; without a company, forget it."""
    if company:
        Business.objects.update_or_create(
            owner=owner, defaults={"company": company, "tax_id": tax_id}
        )
    else:
        Business.objects.filter(owner=owner).delete()
