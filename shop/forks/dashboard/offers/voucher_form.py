"""The code of a voucher as staff write it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from oscar.apps.dashboard.vouchers.forms import VoucherForm
from oscar.apps.dashboard.vouchers.views import VoucherCreateView, VoucherUpdateView
from oscar.apps.voucher.models import Voucher

from loyalty.typed import plain
from shop.forks.offer.codes import alike


class CodeOfVoucherForm(VoucherForm):
    def clean_code(self) -> str:
        """A code as shoppers can type it, and no other that reads the same (F09)."""
        code = plain(self.cleaned_data["code"]).upper()
        others = Voucher.objects.exclude(pk=self.instance.pk)
        if other := alike(code, among=others).first():
            raise ValidationError(
                _("Shoppers could not tell it from another code: %(code)s.")
                % {"code": other.code}
            )
        return code


class CreateVoucher(VoucherCreateView):
    form_class = CodeOfVoucherForm


class UpdateVoucher(VoucherUpdateView):
    form_class = CodeOfVoucherForm
