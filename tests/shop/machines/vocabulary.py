"""What schema.org allows, by its own words: a check that needs nothing installed.

`schemaorg.jsonld` beside this file is cut from a release of schema.org, for what the
shop says: python -m tests.shop.machines.vocabulary schemaorg-all-https.jsonld
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

CUT = Path(__file__).with_name("schemaorg.jsonld")
SCHEMA = "https://schema.org/"
SAID = (
    "BreadcrumbList",
    "EntryPoint",
    "ItemAvailability",
    "ListItem",
    "MemberProgram",
    "MemberProgramTier",
    "Offer",
    "Organization",
    "Product",
    "ProductGroup",
    "PropertyValue",
    "SearchAction",
    "TierBenefitEnumeration",
    "UnitPriceSpecification",
    "WebSite",
)
KEPT = (
    "@id",
    "@type",
    "rdfs:subClassOf",
    "schema:domainIncludes",
    "schema:rangeIncludes",
)


def problems(thing: Any, place: str = "") -> Iterator[str]:
    """Everything that schema.org has no word for, or another kind of value."""
    if "@type" not in thing:
        if set(thing) != {"@id"}:
            yield f"{place}: neither a type nor a reference"
        return
    kind = thing["@type"]
    place = f"{place}/{kind}"
    if not above(kind):
        yield f"{place}: no such type"
        return
    for name, value in thing.items():
        # Google's own words for what a search box asks end so.
        if not name.startswith("@") and not name.endswith("-input"):
            yield from _problems_of(name, value, kind, f"{place}/{name}")


def _problems_of(name: str, value: Any, kind: str, place: str) -> Iterator[str]:
    if name not in _properties() or not _domains(name) & above(kind):
        yield f"{place}: not said of it"
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from problems(one, place)
        if not _kinds_of(one) & _ranges(name):
            yield f"{place}: {one!r} is none of {sorted(_ranges(name))}"


def _kinds_of(value: Any) -> set[str]:
    """All that a value may be taken for."""
    if isinstance(value, dict):
        return above(value["@type"]) if "@type" in value else _everything()
    if isinstance(value, bool):
        return {"Boolean"}
    if isinstance(value, int):
        return {"Number", "Integer"}
    if value.startswith(SCHEMA):
        return {"Text", *_members().get(value.removeprefix(SCHEMA), set())}
    if value.startswith(("http://", "https://")):
        # An address may stand for what is found there.
        return {"Text", "URL", "Thing", "ImageObject"}
    return {"Text"}


@cache
def above(kind: str) -> set[str]:
    """A type and all that it is a kind of; nothing where there is no such type."""
    if kind not in _classes():
        return set()
    parents = (above(parent) for parent in _classes()[kind])
    return {kind}.union(*parents)


@cache
def _graph() -> list[dict[str, Any]]:
    return json.loads(CUT.read_text())["@graph"]


@cache
def _classes() -> dict[str, list[str]]:
    return {
        _name(entry): _names(entry.get("rdfs:subClassOf", []))
        for entry in _graph()
        if "rdfs:Class" in entry["@type"]
    }


@cache
def _properties() -> dict[str, dict[str, Any]]:
    return {
        _name(entry): entry for entry in _graph() if entry["@type"] == "rdf:Property"
    }


@cache
def _members() -> dict[str, set[str]]:
    """Of enumerations: what each of them is one of."""
    return {
        _name(entry): {_bare(entry["@type"])}
        for entry in _graph()
        if isinstance(entry["@type"], str) and entry["@type"].startswith("schema:")
    }


@cache
def _everything() -> set[str]:
    return {kind for name in _properties() for kind in _ranges(name)}


def _domains(name: str) -> set[str]:
    return set(_names(_properties()[name].get("schema:domainIncludes", [])))


def _ranges(name: str) -> set[str]:
    return set(_names(_properties()[name].get("schema:rangeIncludes", [])))


def _names(found: Any) -> list[str]:
    return [_name(one) for one in (found if isinstance(found, list) else [found])]


def _name(entry: dict[str, Any]) -> str:
    return _bare(entry["@id"])


def _bare(name: str) -> str:
    return name.removeprefix("schema:")


def cut(release: Path) -> str:
    """What of a release concerns the types that the shop says something of."""
    graph = json.loads(release.read_text())["@graph"]
    parents = {
        _name(entry): _names(entry.get("rdfs:subClassOf", []))
        for entry in graph
        if "rdfs:Class" in entry["@type"]
    }
    wanted: set[str] = set()
    waiting = list(SAID)
    while waiting:
        kind = waiting.pop()
        if kind not in wanted:
            wanted.add(kind)
            waiting += parents.get(kind, [])
    kept = [
        {name: entry[name] for name in KEPT if name in entry}
        for entry in graph
        if ("rdfs:Class" in entry["@type"] and _name(entry) in wanted)
        or (
            entry["@type"] == "rdf:Property"
            and wanted & set(_names(entry.get("schema:domainIncludes", [])))
        )
        or (isinstance(entry["@type"], str) and _bare(entry["@type"]) in SAID)
    ]
    lines = ",\n".join(json.dumps(entry) for entry in sorted(kept, key=_name))
    return f'{{"@graph": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    CUT.write_text(cut(Path(sys.argv[1])))
