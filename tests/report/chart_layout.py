"""Whether every text of a chart is on the canvas and covers no other."""

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg


def boxes_of(fig):
    fig.set_dpi(300)
    texts = [text for ax in fig.axes for text in ax.texts if text.get_text().strip()]
    with mpl.rc_context({"text.hinting": "none"}):  # hinted glyphs of a picture are wider than those of a document
        renderer = FigureCanvasAgg(fig).get_renderer()
        return texts, np.array([text.get_window_extent(renderer).extents for text in texts]).reshape(-1, 4)


def check(fig, name=""):
    """No axis writes texts of its own, no text leaves the canvas, none covers another (a pixel or two of antialiasing aside)."""
    assert not any(ax.axison for ax in fig.axes)
    texts, boxes = boxes_of(fig)
    x0, y0, x1, y1 = boxes.T
    over = (x0[:, None] < x1 - 2) & (x0 < x1[:, None] - 2) & (y0[:, None] < y1 - 4) & (y0 < y1[:, None] - 4)
    covers = [(texts[i].get_text(), texts[j].get_text()) for i, j in zip(*np.nonzero(np.triu(over, 1)), strict=True)]
    assert not covers, (name, covers[:5])
    outside = np.minimum.reduce([x0, y0, fig.bbox.width - x1, fig.bbox.height - y1])
    beyond = [texts[i].get_text() for i in np.flatnonzero(outside < -4)]
    assert not beyond, (name, beyond[:5])
    assert len(texts) > 3


def artists(fig, label):
    """Collections of a look."""
    return [artist for ax in fig.axes for artist in ax.collections if artist.get_label() == label]


def scale(fig, numbers):
    """Inches from the left and inches a person of a scale of persons, from the printed numbers of two of its ticks."""
    found = {t.get_text(): t.get_position()[0] for ax in fig.axes for t in ax.texts if t.get_ha() == "center" and t.get_text() in numbers}
    low, high = numbers
    step = (found[high] - found[low]) / (int(high.replace(",", "")) - int(low.replace(",", "")))
    return found[low] - step * int(low.replace(",", "")), step
