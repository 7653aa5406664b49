"""Forms of Oscar's dashboards, filled in as a browser would."""

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet


def forms_of(page) -> list:
    """Every form of a page, those of its form sets too."""
    found = []
    for value in page.context_data.values():
        if isinstance(value, BaseFormSet):
            found += [value.management_form, *value.forms]
        elif isinstance(value, BaseForm):
            found.append(value)
    return found


def filled(page) -> dict:
    """What the forms of a page would send as they stand."""
    return {
        name: value
        for form in forms_of(page)
        for field in form
        if (value := field.value()) or (value == 0 and value is not False)
        for name in (field.html_name, field.html_initial_name)
    }


def send(client, url, **changes):
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, filled(page) | changes)


def errors(page) -> dict:
    """What a page that took nothing says about its fields."""
    return {
        form.add_prefix(name): list(messages)
        for form in forms_of(page)
        for name, messages in form.errors.items()
    }
