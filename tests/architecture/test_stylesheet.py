"""Components are written apart and served as one stylesheet."""

from io import StringIO

from django.contrib.staticfiles import finders
from django.core.management import call_command

from shop import staticfiles
from shop.embedded.fingerprints import ROOT

PARTS = ROOT / "shop/static/shop/css/components"


def test_every_component_is_joined_in_the_order_of_the_living_page():
    assert {path.stem for path in PARTS.iterdir()} == set(staticfiles.COMPONENTS)

    joined = finders.find(staticfiles.JOINED)

    with open(joined) as file:
        text = file.read()
    places = [
        text.index((PARTS / f"{name}.css").read_text())
        for name in staticfiles.COMPONENTS
    ]
    assert places == sorted(places)


def test_what_is_joined_is_served_once(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())

    served = {
        str(path.relative_to(tmp_path / "shop/css"))
        for path in (tmp_path / "shop/css").rglob("*.css")
    }
    assert "components.css" in served
    assert not any(path.startswith("components/") for path in served)
