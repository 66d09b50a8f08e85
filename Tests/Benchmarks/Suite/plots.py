"""Plots as SVG text."""
import math
from html import escape

COLOURS = ("#1668b8", "#d9822b", "#3a8f4d", "#8854a3", "#c23b3b", "#5c7080", "#0d8a8a", "#a0761c")
BAR, GAP, LEFT, WIDTH = 18, 8, 210, 860


def number(value):
    """Three figures, without an exponent where one can read it."""
    if value == int(value) and (value == 0 or isinstance(value, int)):
        return f"{int(value):,}"
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 0.001:
        return f"{value:.{max(0, 2 - math.floor(math.log10(size)))}f}"
    return f"{value:.2g}"


def text(x, y, words, anchor="start", size=12, colour="#222"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">{escape(words)}</text>'


def svg(width, height, parts, label):
    return (f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
            f'aria-label="{escape(label)}" font-family="system-ui, sans-serif">{"".join(parts)}</svg>')


def scale_top(rows):
    """The end of the scale: the largest value, unless few bars would leave nothing to see of the others."""
    top = max(max(row.max for row in rows), 1e-12)
    least = max(min((row.median for row in rows if row.median > 0), default=top), 1e-12)
    if top <= 50 * least:
        return top
    ordered = sorted(max(row.median, 0) for row in rows)
    steps = [(b / a, a) for a, b in zip(ordered, ordered[1:]) if a > 0]
    factor, below = max(steps, default=(1, top))
    return 3 * below if factor >= 4 else top


def bars(rows):
    """A bar to the median of each row, with a line from min to max. Bars that are far longer than the others are cut."""
    top = scale_top(rows)
    left = max(LEFT, 16 + 7 * max(len(row.subject) for row in rows))
    scale = (WIDTH - left - 150) / top
    parts = []
    for index, row in enumerate(rows):
        y = index * (BAR + GAP) + GAP
        middle = y + BAR / 2
        colour = COLOURS[0] if row.subject.startswith("sluice") else COLOURS[5]
        low, high = (left + min(max(end, 0), top) * scale for end in (row.min, row.max))
        parts.append(text(left - 8, middle + 4, row.subject, "end"))
        length = min(max(row.median, 0), top) * scale
        parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>')
        if row.median > top:
            x = left + length - 40
            parts.append(f'<path d="M{x:.1f} {y + BAR + 2}l8 -{BAR + 4}h6l-8 {BAR + 4}z" fill="#fff"/>')
        parts.append(f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {y + 4}v{BAR - 8}M{high:.1f} {y + 4}v{BAR - 8}" '
                     'stroke="#111" stroke-width="1.5" fill="none"/>')
        parts.append(text(high + 8, middle + 4, f"{number(row.median)} {row.unit}"))
    return svg(WIDTH, len(rows) * (BAR + GAP) + GAP, parts, f"bars of {rows[0].id}")


def ticks(top, count=5):
    step = 10 ** math.floor(math.log10(top / count))
    step = next(step * factor for factor in (1, 2, 5, 10) if step * factor * count >= top)
    return [step * i for i in range(math.ceil(top / step) + 1)]


def grid(xs, x_of, y_of, marks, bottom, right):
    parts = []
    for mark in marks:
        parts.append(f'<path d="M70 {y_of(mark):.1f}H{right}" stroke="#ddd"/>')
        parts.append(text(64, y_of(mark) + 4, number(mark), "end", 11, "#555"))
    shown = xs if len(xs) <= 10 else ticks(max(xs))
    free = -1e9
    for x in shown:
        if x_of(x) <= right + 1 and x_of(x) - free >= 24:
            free = x_of(x)
            parts.append(text(free, bottom + 16, number(x), "middle", 11, "#555"))
    return parts


def curve(data):
    """Lines over a linear axis that begins at zero."""
    width, height, left, bottom, right = WIDTH, 300, 70, 250, 640
    xs, series = data["x_values"], data["series"]
    top = ticks(max(max(values) for values in series.values()) or 1)[-1]

    def x_of(x):
        return left + (right - left) * x / (max(xs) or 1)

    def y_of(y):
        return bottom - (bottom - 20) * y / top

    parts = grid(xs, x_of, y_of, ticks(top), bottom, right)
    for index, (subject, values) in enumerate(series.items()):
        colour = COLOURS[index % len(COLOURS)]
        points = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in zip(xs, values))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if len(xs) <= 20:
            parts += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="3" fill="{colour}"/>' for x, y in zip(xs, values)]
        parts.append(f'<rect x="{right + 24}" y="{24 + 20 * index}" width="12" height="12" fill="{colour}"/>')
        parts.append(text(right + 42, 34 + 20 * index, subject))
    parts.append(text(left, 12, data["y"], "start", 11, "#555"))
    parts.append(text((left + right) / 2, bottom + 36, data["x"], "middle", 11, "#555"))
    return svg(width, height, parts, data["title"])
