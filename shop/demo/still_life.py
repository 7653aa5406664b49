"""Compose a product's picture: an object on its category's tinted ground.

The objects are the files in `pictures/` (see `pictures/README.md`): neutral forms
that are dyed in the product's colour, with a printed label, and painted things
that stand alone or beside them. Light comes from the upper left, always.
"""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import (
    Image,
    ImageChops,
    ImageDraw,
    ImageEnhance,
    ImageFilter,
    ImageFont,
    ImageOps,
)

SOURCES = Path(__file__).parent / "pictures"
SIZE = (960, 1200)
FLOOR = 0.80  # where things stand, as a share of the height
GROUNDS = {
    "oat": "#e9ddc8",
    "clay": "#ecd0bf",
    "moss": "#d5ddc4",
    "sky": "#cbdce4",
    "plum": "#dfd0de",
    "butter": "#f3e3b3",
    "rose": "#f0d2cf",
    "slate": "#d2d9de",
}
SHADE = (58, 40, 26)
INK = (62, 52, 44)
# Forms without a paper label of their own get one.
PLATED = {"notebook", "tube", "cushion", "crock"}
# Where the things of a pose stand (x, y), how wide they are, how far turned.
SPREADS = {
    "one": [(0.50, 0.78, 0.62, 0)],
    "pair": [(0.36, 0.78, 0.47, -9), (0.63, 0.78, 0.50, 7)],
    "trio": [(0.50, 0.71, 0.42, 4), (0.32, 0.78, 0.42, -12), (0.68, 0.78, 0.44, 10)],
}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What to show: a dyed `form` with its label, or an `object` in a `pose`."""

    tint: str
    form: str = ""
    object: str = ""
    colour: str = "#f3efe7"
    motif: str = ""
    mark: str = ""
    beside: str = ""
    pose: str = "one"
    dye: str = ""


@cache
def ground(tint: str) -> Image.Image:
    """A seamless backdrop that is lighter where the light comes from."""
    base = Image.new("RGB", SIZE, GROUNDS[tint])
    width, height = SIZE
    light = Image.new("L", (60, 75), 0)
    ImageDraw.Draw(light).ellipse((-25, -30, 52, 48), fill=120)
    light = light.filter(ImageFilter.GaussianBlur(14)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    base = Image.composite(Image.new("RGB", SIZE, "#fffdf8"), base, light)
    fall = Image.linear_gradient("L").resize((width, height // 2))
    fall = fall.point([value * 26 // 255 for value in range(256)])
    dusk = Image.new("L", SIZE, 0)
    dusk.paste(fall, (0, height - height // 2))
    return Image.composite(Image.new("RGB", SIZE, SHADE), base, dusk)


@cache
def thing(name: str) -> Image.Image:
    """A painted thing, calmed down to the shop's palette."""
    picture = Image.open(SOURCES / "objects" / f"{name}.webp").convert("RGBA")
    colours = ImageEnhance.Color(picture.convert("RGB")).enhance(0.80)
    warm = Image.blend(colours, Image.new("RGB", picture.size, "#b98a5a"), 0.07)
    warm.putalpha(picture.getchannel("A"))
    return warm


@cache
def labels() -> dict[str, list[list[float]]]:
    return json.loads((SOURCES / "forms" / "labels.json").read_text())


def dyed(picture: Image.Image, body: Image.Image, colour: str) -> Image.Image:
    """`picture` with its neutral `body` in `colour`; highlights stay light."""
    alpha = picture.getchannel("A")
    neutral = picture.convert("RGB")
    shade = neutral.point([min(255, round(value * 1.06)) for value in range(256)] * 3)
    cloth = ImageChops.multiply(shade, Image.new("RGB", picture.size, colour))
    gleam = neutral.point([max(0, value - 232) * 4 for value in range(256)] * 3)
    dyed_body = ImageChops.screen(cloth, gleam)
    result = Image.composite(dyed_body, neutral, body)
    result.putalpha(alpha)
    return result


def printed(spec: Picture, size: tuple[int, int]) -> Image.Image:
    """The label: a motif, a name in spaced capitals and a fine rule."""
    width, height = size
    label = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(label)
    if spec.mark:
        inset = round(width * 0.07)
        draw.rectangle(
            (inset, inset, width - inset, height - inset), outline=(196, 182, 164)
        )
    if spec.motif:
        share = 0.48 if spec.mark else 0.8
        motif = ImageOps.contain(
            thing(spec.motif), (round(width * share * 1.25), round(height * share))
        )
        top = round(height * (0.14 if spec.mark else 0.1))
        label.paste(motif, ((width - motif.width) // 2, top), motif)
    if spec.mark:
        spaced_out(draw, spec.mark, width, height)
        rule = round(height * 0.86)
        draw.line((width * 0.43, rule, width * 0.57, rule), fill=(170, 140, 110))
    return label


def spaced_out(draw: ImageDraw.ImageDraw, words: str, width: int, height: int) -> None:
    """Set `words` in one centred line of spaced capitals, as large as fits."""
    size = height * 0.13

    def extent() -> float:
        return sum(font.getlength(letter) for letter in words) + gap * (len(words) - 1)

    font, gap = ImageFont.load_default(size), size * 0.16
    while extent() > width * 0.78:
        size *= 0.95
        font, gap = ImageFont.load_default(size), size * 0.16
    x, baseline = (width - extent()) / 2, height * 0.79
    for letter in words:
        draw.text((x, baseline), letter, fill=INK, font=font, anchor="ls")
        x += font.getlength(letter) + gap


def labelled(picture: Image.Image, spec: Picture, scale: float) -> Image.Image:
    """`picture` with the label printed on, following the form's perspective."""
    corner, below, _, beside = labels()[spec.form]
    x, y = corner[0] * scale, corner[1] * scale
    # The label's two edges as they run in the picture.
    across = (beside[0] - corner[0]) * scale, (beside[1] - corner[1]) * scale
    down = (below[0] - corner[0]) * scale, (below[1] - corner[1]) * scale
    width, height = round(across[0]), round(down[1])
    art = printed(spec, (width, height))
    # Maps a place in the picture back to its place on the label.
    area = across[0] * down[1] - across[1] * down[0]
    a, b = down[1] * width / area, -down[0] * width / area
    d, e = -across[1] * height / area, across[0] * height / area
    affine = (a, b, -a * x - b * y, d, e, -d * x - e * y)
    placed = art.transform(
        picture.size,
        Image.Transform.AFFINE,
        affine,
        Image.Resampling.BICUBIC,
        fillcolor="white",
    )
    alpha, colours = picture.getchannel("A"), picture.convert("RGB")
    if spec.form in PLATED and spec.mark:
        plate = Image.new("L", (width, height), 255).transform(
            picture.size, Image.Transform.AFFINE, affine, Image.Resampling.BICUBIC
        )
        paper = Image.new("RGB", picture.size, "#f0e8da")
        colours = Image.composite(paper, colours, plate)
    result = ImageChops.multiply(colours, placed)
    result.putalpha(alpha)
    return result


def formed(spec: Picture) -> Image.Image:
    """The dyed and labelled form, cut out, with its own shadow on the floor."""
    neutral, body, scale = blank(spec.form)
    result = dyed(neutral, body, spec.colour)
    if spec.motif or spec.mark:
        result = labelled(result, spec, scale)
    return result


@lru_cache(maxsize=6)
def blank(form: str) -> tuple[Image.Image, Image.Image, float]:
    """A form in the size it is shown, the mask of its body, and the scale."""
    neutral = Image.open(SOURCES / "forms" / f"{form}.webp").convert("RGBA")
    body = Image.open(SOURCES / "forms" / f"{form}.body.webp").convert("L")
    left, top, right, bottom = solid_box(neutral)
    scale = min(1.5, SIZE[0] * 0.72 / (right - left), SIZE[1] * 0.60 / (bottom - top))
    size = (round(neutral.width * scale), round(neutral.height * scale))
    neutral = neutral.resize(size, Image.Resampling.LANCZOS)
    faded = ImageChops.multiply(neutral.getchannel("A"), soft_edges(size))
    neutral.putalpha(faded)
    return neutral, body.resize(size, Image.Resampling.BICUBIC), scale


@cache
def soft_edges(size: tuple[int, int]) -> Image.Image:
    """Lets a form's long shadow fade out before its picture ends."""
    width, height = size
    edges = Image.new("L", size, 0)
    inset = round(width * 0.04)
    ImageDraw.Draw(edges).rectangle(
        (-inset, -inset, width - inset, height + inset), fill=255
    )
    return edges.filter(ImageFilter.GaussianBlur(inset / 2.2))


def solid_box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where the thing itself is, without its soft shadow."""
    solid = picture.getchannel("A").point([0] * 235 + [255] * 21)
    return solid.getbbox() or (0, 0, *picture.size)


def floor_for(picture: Image.Image) -> float:
    """Low things stand a little further back, so that they do not sink."""
    _, top, _, bottom = solid_box(picture)
    return min(FLOOR - 0.02, 0.57 + (bottom - top) / SIZE[1] / 2)


def stand(
    canvas: Image.Image, picture: Image.Image, place: tuple[float, float]
) -> None:
    """Put a form on the floor; its shadow is part of its picture."""
    left, _, right, bottom = solid_box(picture)
    x = round(canvas.width * place[0] - (left + right) / 2)
    y = round(canvas.height * place[1] - bottom)
    canvas.alpha_composite(*within(picture, x, y))


def within(picture: Image.Image, x: int, y: int) -> tuple[Image.Image, tuple[int, int]]:
    """Cut off what would lie left of or above the canvas."""
    return picture.crop((max(0, -x), max(0, -y), *picture.size)), (max(0, x), max(0, y))


def lay(
    canvas: Image.Image,
    picture: Image.Image,
    place: tuple[float, float],
    *,
    width: float,
    turn: float,
) -> None:
    """Lay a painted thing down with a contact shadow and a longer soft one."""
    longest = round(canvas.width * width)
    placed = picture.resize(
        ImageOps.contain(picture, (longest, longest)).size, Image.Resampling.LANCZOS
    ).rotate(turn, Image.Resampling.BICUBIC, expand=True)
    placed = placed.crop(placed.getbbox())
    x = round(canvas.width * place[0] - placed.width / 2)
    base = round(canvas.height * place[1])
    w, h = placed.width, placed.height
    tone = Image.new("RGBA", canvas.size, (*SHADE, 255))
    tone.putalpha(shadow(canvas.size, (x, base), (w, h)))
    canvas.alpha_composite(tone)
    canvas.alpha_composite(placed, (max(0, x), base - h))


def shadow(
    size: tuple[int, int], foot: tuple[int, int], extent: tuple[int, int]
) -> Image.Image:
    """Two soft shadows of a thing whose lower left corner is `foot`.

    Drawn small, since nothing in it is sharp.
    """
    small = 4
    (x, base), (w, h) = (
        (foot[0] / small, foot[1] / small),
        (extent[0] / small, extent[1] / small),
    )
    long = Image.new("L", (size[0] // small, size[1] // small), 0)
    contact = long.copy()
    ImageDraw.Draw(long).ellipse(
        (x + w * 0.10, base - h * 0.09, x + w * 1.18, base + h * 0.09), fill=88
    )
    ImageDraw.Draw(contact).ellipse(
        (x + w * 0.20, base - h * 0.045, x + w * 0.84, base + h * 0.03), fill=170
    )
    both = ImageChops.lighter(
        long.filter(ImageFilter.GaussianBlur(w * 0.055)),
        contact.filter(ImageFilter.GaussianBlur(w * 0.025)),
    )
    return both.resize(size, Image.Resampling.BICUBIC)


def tinted_thing(spec: Picture) -> Image.Image:
    """The painted thing, in another colour where the product has one."""
    picture = thing(spec.object)
    if not spec.dye:
        return picture
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    coloured = ImageOps.colorize(
        grey, black="#2a1e16", mid=spec.dye, white="#fbf4e8", midpoint=140
    )
    coloured.putalpha(picture.getchannel("A"))
    return coloured


def compose(spec: Picture, *, seed: int) -> Image.Image:
    """The finished picture; `seed` varies it a little from its neighbours."""
    canvas = ground(spec.tint).convert("RGBA")
    shift = ((seed % 7) - 3) / 150
    turn = (seed % 11) - 5
    if spec.form:
        centre = 0.44 if spec.beside else 0.5 + shift / 2
        picture = formed(spec)
        stand(canvas, picture, (centre, floor_for(picture)))
    else:
        picture = tinted_thing(spec)
        for x, y, width, tilt in SPREADS[spec.pose]:
            lay(canvas, picture, (x, y), width=width, turn=tilt + turn * 0.6)
    if spec.beside:
        lay(
            canvas,
            thing(spec.beside),
            (0.75 + shift, FLOOR + 0.035),
            width=0.235,
            turn=turn * 1.5,
        )
    return canvas.convert("RGB")


# How many stand behind, how many in front; and how large.
ROWS = {2: ((0, 2), 0.60), 3: ((1, 2), 0.58), 4: ((2, 2), 0.56), 5: ((2, 3), 0.44)}
BEHIND, IN_FRONT = 0.50, 0.82


def family(specs: list[Picture]) -> Image.Image:
    """All colours of one product, the later ones behind the first."""
    canvas = ground(specs[0].tint).convert("RGBA")
    (behind, in_front), share = ROWS[len(specs)]
    for row, y, scale in (
        (specs[in_front:], BEHIND, share * 0.92),
        (specs[:in_front], IN_FRONT if behind else 0.72, share),
    ):
        for index, spec in enumerate(row):
            place = 0.5 + (index - (len(row) - 1) / 2) * 0.88 / in_front, y
            picture = formed(spec) if spec.form else tinted_thing(spec)
            if spec.form:
                smaller = ImageOps.scale(picture, scale, Image.Resampling.LANCZOS)
                stand(canvas, smaller, place)
            else:
                lay(canvas, picture, place, width=scale * 0.7, turn=0)
    return canvas.convert("RGB")
