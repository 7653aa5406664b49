"""A column of e-mail addresses in their one form, stored and looked up alike (F24)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.typed import address, is_reachable


def validate_address(form: str) -> None:
    """Raise ValidationError for what is no address, or none that mail gets to."""
    if "@" in form and not form.isascii():
        raise ValidationError(
            _(
                "Mail does not get to this address. It can have the letters a to z, "
                "digits, and signs such as . - _ +"
            ),
            code="unreachable",
        )
    validate_email(form)
    if not is_reachable(form):
        raise ValidationError(validate_email.message, code=validate_email.code)


class EmailAddressField(models.EmailField):
    """Whatever spelling it is given, it keeps and looks for the one form of it."""

    default_validators = [validate_address]

    def deconstruct(self) -> Any:
        # The column is a plain one: what is in it is this class's work.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def to_python(self, value: Any) -> Any:
        """What is stored and looked up passes here too."""
        return address(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        form = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, form)
        return form
