"""Both shops on one server, with the same goods, each under the same gunicorn."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.ledger.peers import OTHERS_PYTHON, TaskFailed
from benchmarks.pages.webs import Web, serving
from benchmarks.servers import TEMPLATE, database, environment_for
from benchmarks.storefront.copying import copy_goods
from benchmarks.storefront.sizes import OFFERS, Shelves
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, OWNER, SUPERUSER, Postgres
from shop.embedded.redis import Redis

ENVIRONMENT = {
    "ALLOWED_HOSTS": "127.0.0.1",
    "LOG_LEVEL": "ERROR",
    "PYTHONPATH": str(ROOT),
    # Whoosh is of an older Python, which says so once for each of its files.
    "PYTHONWARNINGS": "ignore",
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}


@dataclass(frozen=True)
class Shop:
    """One of the two: its module, its process, its database, and what it sells."""

    module: str
    application: str
    python: Path
    environment: Mapping[str, str]
    database: str
    server: Postgres
    goods: dict[str, Any] = field(default_factory=dict)
    webs: list[Web] = field(default_factory=list)

    @property
    def web(self) -> Web:
        return self.webs[0]

    def ask(self, task: str, **options: Any) -> Any:
        """Raises TaskFailed."""
        command = ["-m", "benchmarks.storefront.tasks", self.module, task]
        return run(self.python, *command, json.dumps(options), env=self.environment)

    def orders(self) -> int:
        """How many stand."""
        with self.server.connect(database=self.database) as connection:
            [[found]] = connection.execute("SELECT count(*) FROM order_order")
        return int(str(found))


def run(python: Path, *command: str, env: Mapping[str, str]) -> Any:
    """Return what the last line says; raises TaskFailed."""
    done = subprocess.run(  # noqa: S603  our own programs
        [python, *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise TaskFailed(f"{' '.join(command)}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout else None


@contextmanager
def opened(server: Postgres, shelves: Shelves) -> Iterator[tuple[Shop, Shop]]:
    """This shop and Oscar, open for visitors."""
    with ExitStack() as stack:
        ours, theirs = (
            stack.enter_context(_filled(server, name, shelves))
            for name in ("ours", "oscar")
        )
        for shop in (ours, theirs):
            shop.goods.update(shop.ask("goods"))
            web = serving(
                shop.application,
                shop.environment,
                python=shop.python,
                first=shop.goods["product"],
            )
            shop.webs.append(stack.enter_context(web))
        yield ours, theirs


@contextmanager
def _filled(server: Postgres, name: str, shelves: Shelves) -> Iterator[Shop]:
    known = f"storefront_{name}_{shelves.products}"
    fill, template = (_ours, TEMPLATE) if name == "ours" else (_oscars, "template0")
    with (
        database(server, known, template=template),
        tempfile.TemporaryDirectory() as folder,
        fill(server, known, shelves, Path(folder)) as shop,
    ):
        yield shop


@contextmanager
def _ours(
    server: Postgres, known: str, shelves: Shelves, folder: Path
) -> Iterator[Shop]:
    """With a broker and a cache, as it is run."""
    environment = environment_for(server, known, role=APPLICATION) | ENVIRONMENT
    python, redis = Path(sys.executable), Redis(folder / "redis", durable=False)
    redis.start()
    try:
        environment |= {"CELERY_BROKER_URL": redis.url(0), "CACHE_URL": redis.url(1)}
        run(
            python,
            "-m",
            "benchmarks.storefront.filling",
            f"{shelves.products}",
            f"{OFFERS}",
            server.url(database=known, role=SUPERUSER),
            env=environment,
        )
        yield Shop("fairpoints", "shop.wsgi", python, environment, known, server)
    finally:
        redis.stop()


@contextmanager
def _oscars(
    server: Postgres, known: str, shelves: Shelves, folder: Path
) -> Iterator[Shop]:
    """Its tables from its migrations, its goods from ours."""
    environment = environment_for(server, known, role=OWNER) | ENVIRONMENT
    environment |= {"WHOOSH": str(folder / "whoosh")}
    application = "benchmarks.storefront.oscar_web"
    shop = Shop("oscar_itself", application, OTHERS_PYTHON, environment, known, server)
    shop.ask("prepare")
    with (
        server.connect(database=known.replace("oscar", "ours")) as ours,
        server.connect(database=known) as theirs,
    ):
        copy_goods(ours, theirs)
    if shelves.searched:
        shop.ask("index")
    yield shop
