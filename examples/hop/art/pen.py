"""A small vector pen over Pillow: filled paths with gradients, clips and soft shadows.

Everything is drawn in game units at PIXELS_PER_UNIT times OVERSAMPLE, then reduced, so edges come out smooth.
"""
import math
import re

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

PIXELS_PER_UNIT = 3
OVERSAMPLE = 4
K = PIXELS_PER_UNIT * OVERSAMPLE


def rgb(text):
    """'#rrggbb' or '#rrggbbaa' as four numbers."""
    text = text.lstrip("#")
    values = [int(text[i:i + 2], 16) for i in range(0, len(text), 2)]
    return tuple(values) if len(values) == 4 else (*values, 255)


def points(path):
    """The polygon of an SVG-like path of absolute M, L, Q and C commands."""
    out, at = [], (0.0, 0.0)
    for command, numbers in re.findall(r"([MLQC])([^MLQCZ]*)", path):
        v = [float(n) for n in re.findall(r"-?\d+\.?\d*", numbers)]
        if command in "ML":
            for i in range(0, len(v), 2):
                at = (v[i], v[i + 1])
                out.append(at)
            continue
        size = 4 if command == "Q" else 6
        for i in range(0, len(v), size):
            c = [at] + [(v[i + j], v[i + j + 1]) for j in range(0, size, 2)]
            for step in range(1, 25):
                t = step / 24
                row = c
                while len(row) > 1:
                    row = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in zip(row, row[1:])]
                out.append(row[0])
            at = c[-1]
    return out


def ellipse(x, y, rx, ry, turn=0.0):
    """The polygon of an ellipse turned by degrees."""
    a = math.radians(turn)
    out = []
    for i in range(96):
        t = i / 96 * math.tau
        px, py = rx * math.cos(t), ry * math.sin(t)
        out.append((x + px * math.cos(a) - py * math.sin(a), y + px * math.sin(a) + py * math.cos(a)))
    return out


class Pen:
    """One sprite under the pen, `width` x `height` units, transparent at first."""

    def __init__(self, width, height):
        self.size = (round(width * K), round(height * K))
        self.image = Image.new("RGBA", self.size, (0, 0, 0, 0))

    def mask(self, shape, blur=0.0):
        """Coverage of a polygon (list of points, or a path as text)."""
        shape = points(shape) if isinstance(shape, str) else shape
        mask = Image.new("L", self.size, 0)
        ImageDraw.Draw(mask).polygon([(x * K, y * K) for x, y in shape], fill=255)
        return mask.filter(ImageFilter.GaussianBlur(blur * K)) if blur else mask

    def fill(self, shape, color, to=None, clip=None, blur=0.0):
        """Fills a shape with one colour, or with a vertical gradient from `color` to `to`, inside `clip`."""
        mask = shape if isinstance(shape, Image.Image) else self.mask(shape, blur)
        if clip is not None:
            mask = ImageChops.multiply(mask, clip)
        self.ink(mask, color, to)
        return mask

    def line(self, path, color, width, clip=None):
        """Strokes a path with round joins and ends."""
        shape = points(path) if isinstance(path, str) else path
        mask = Image.new("L", self.size, 0)
        draw = ImageDraw.Draw(mask)
        at = [(x * K, y * K) for x, y in shape]
        draw.line(at, fill=255, width=round(width * K), joint="curve")
        r = width * K / 2
        for x, y in (at[0], at[-1]):
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
        return self.fill(mask, color, clip=clip)

    def ink(self, mask, color, to=None):
        box = mask.getbbox()
        if box is None:
            return
        top, bottom = np.array(rgb(color), float), np.array(rgb(to or color), float)
        height = box[3] - box[1]
        ramp = np.linspace(0, 1, height)[:, None, None]
        paint = np.broadcast_to(top + (bottom - top) * ramp, (height, box[2] - box[0], 4)).astype(np.uint8).copy()
        paint[..., 3] = (paint[..., 3].astype(np.uint16) * np.asarray(mask.crop(box)) // 255).astype(np.uint8)
        self.image.alpha_composite(Image.fromarray(paint, "RGBA"), dest=box[:2])

    def done(self):
        """The sprite at its final size."""
        size = (self.size[0] // OVERSAMPLE, self.size[1] // OVERSAMPLE)
        # Reduce premultiplied, so that no dark seam appears at the edges.
        pixels = np.asarray(self.image).astype(np.float32)
        pixels[..., :3] *= pixels[..., 3:] / 255
        h, w = size[1], size[0]
        small = pixels[:h * OVERSAMPLE, :w * OVERSAMPLE].reshape(h, OVERSAMPLE, w, OVERSAMPLE, 4).mean(axis=(1, 3))
        alpha = small[..., 3:]
        small[..., :3] = np.where(alpha > 0, small[..., :3] * 255 / np.maximum(alpha, 1e-3), 0)
        return Image.fromarray(np.clip(small + 0.5, 0, 255).astype(np.uint8), "RGBA")
