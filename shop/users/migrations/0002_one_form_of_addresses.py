"""Each address in the one form in which it is looked up from now on (F24).

Two accounts whose addresses are one are nobody's to merge without looking: they are
named, and so are addresses that mail cannot reach. docs/howto-addresses.md says how to
settle them.
"""

from collections import defaultdict

from django.db import migrations

from loyalty.typed import address, is_reachable


class AddressesToSettle(Exception):
    """Some addresses have to be changed by hand first: docs/howto-addresses.md."""


def bring_to_one_form(apps, schema_editor):
    users = apps.get_model("users", "User").objects.using(schema_editor.connection.alias)
    written = defaultdict(list)
    for pk, email in users.order_by("pk").values_list("pk", "email").iterator():
        written[address(email)].append((pk, email))
    if problems := list(_problems(written)):
        raise AddressesToSettle("\n".join(["", *problems]))
    for form, [(pk, email)] in written.items():
        if email != form:
            users.filter(pk=pk).update(email=form)


def _problems(written):
    for form, accounts in written.items():
        named = ", ".join(f"{email!a} (account {pk})" for pk, email in accounts)
        if len(accounts) > 1:
            yield f"one address, several accounts: {named}"
        elif not is_reachable(form):
            yield f"mail cannot reach: {named}"


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial")]

    operations = [
        # Nobody notices another spelling: there is nothing to take back.
        migrations.RunPython(bring_to_one_form, migrations.RunPython.noop),
    ]
