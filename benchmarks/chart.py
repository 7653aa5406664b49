"""Comparisons as a picture: two bars each, readable on light and dark pages."""

from collections.abc import Sequence
from html import escape

from benchmarks.results import Comparison, Series

WIDTH, ROW, TOP = 760, 74, 44
LEFT, BAR, RIGHT = 16, 16, 265
LEGEND = "Median and spread of the rounds; of seconds, less is better"
STYLE = """
svg { color-scheme: light dark; --text: #1d2b22; --quiet: #5b6a61;
  --ours: #2c6e49; --theirs: #b9c4bc; --line: #17382a; }
@media (prefers-color-scheme: dark) {
  svg { --text: #e8efe9; --quiet: #a5b3aa;
    --ours: #6fbf8f; --theirs: #55635a; --line: #dfeee4; } }
text { font: 13px system-ui, sans-serif; fill: var(--text); }
.what { font-weight: 600; }
.quiet { fill: var(--quiet); }
.end { text-anchor: end; }
.ours { fill: var(--ours); } .theirs { fill: var(--theirs); }
.spread { stroke: var(--line); stroke-width: 1.5; }
""".strip()


def draw(comparisons: Sequence[Comparison], *, title: str) -> str:
    """Return an SVG. Bars of one row share a scale; rows do not."""
    height = TOP + ROW * len(comparisons) + 8
    rows = "\n".join(
        _row(comparison, TOP + ROW * number)
        for number, comparison in enumerate(comparisons)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' width="{WIDTH}" height="{height}" role="img">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        f"{_text(LEFT, 24, LEGEND, 'quiet')}\n"
        f"{_text(WIDTH - LEFT, 24, 'ratio · target', 'quiet end')}\n{rows}\n</svg>\n"
    )


def ratio_text(comparison: Comparison) -> str:
    return f"{comparison.ratio.median:.2f}×"


def target_text(comparison: Comparison) -> str:
    if comparison.target is None:
        return "–"
    return f"{'≤' if comparison.less_is_better else '≥'} {comparison.target:g}×"


def amount(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def _row(comparison: Comparison, y: int) -> str:
    most = max(*comparison.ours.values, *comparison.theirs.values)
    heading = _text(LEFT, y + 12, comparison.what, "what")
    verdict = f"{ratio_text(comparison)} · {target_text(comparison)}"
    return "\n".join(
        [
            heading,
            _text(WIDTH - LEFT, y + 12, verdict, "end"),
            _bar(comparison.ours, most, y + 20, "ours", comparison.unit, "Fairpoints"),
            _bar(
                comparison.theirs,
                most,
                y + 40,
                "theirs",
                comparison.unit,
                comparison.beside,
            ),
        ]
    )


def _bar(series: Series, most: float, y: int, kind: str, unit: str, who: str) -> str:
    scale = (WIDTH - 2 * LEFT - RIGHT) / most
    length, low, high = (
        scale * value
        for value in (series.median, min(series.values), max(series.values))
    )
    middle = y + BAR / 2
    return (
        f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{length:.1f}"'
        f' height="{BAR}" rx="2"/>'
        f'<line class="spread" x1="{LEFT + low:.1f}" x2="{LEFT + high:.1f}"'
        f' y1="{middle}" y2="{middle}"/>'
        + _text(
            LEFT + max(length, high) + 8,
            y + 13,
            f"{amount(series.median, unit)} · {who}",
            "quiet",
        )
    )


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y}">{escape(text)}</text>'
