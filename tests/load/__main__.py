"""Let a crowd shop in a demo of its own, then look what it broke: `make load`.

Exit status: 0 when every promise was kept, 1 when one was broken. SHOP_URL, with
DATA_DIR, names a running demo to visit instead.
"""

import argparse
import os

import django
from django.conf import settings
from rich.console import Console

from tests.servers.demo import demo

console = Console(highlight=False, soft_wrap=True, markup=False)


def main() -> int:
    options = _options()
    with demo(say=console.print) as shop:
        # Settings find the demo's servers by its folder.
        os.environ |= {
            "DATA_DIR": str(shop.folder),
            "DJANGO_SETTINGS_MODULE": "shop.settings",
        }
        django.setup()
        from tests.load.rush import rush  # noqa: PLC0415  models need the settings
        from tests.load.weather import Service  # noqa: PLC0415

        service = settings.PAYMENT_PROVIDERS["stripe"]["OPTIONS"]
        broken = rush(
            home=shop.url,
            folder=shop.folder,
            manage=shop.manage,
            shoppers=options.shoppers,
            seconds=options.seconds,
            pause=options.pause,
            seed=options.seed,
            console=console,
            service=Service(address=service["api"], key=service["secret_key"]),
        )
    for line in broken:
        console.print(f"Broken: {line}", style="red")
    if not broken:
        console.print("Every promise was kept.", style="green")
    return 1 if broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--shoppers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--pause", type=float, default=5, help="mean seconds between two clicks"
    )
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
