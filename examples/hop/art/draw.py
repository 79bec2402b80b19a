"""Draws every picture of hop: python3 draw.py  (needs Pillow and numpy) writes ../images and ../src/sheet.js."""
import json
import math
import os
import random

from PIL import Image, ImageChops

from pen import PIXELS_PER_UNIT, Pen, ellipse, points

HERE = os.path.dirname(os.path.abspath(__file__))

# One palette for everything that stands in front of the sky.
BACK, BACK_LOW = "#b27a4b", "#8f5a35"
CAP, CAP_LOW = "#9a4f2b", "#7c3c20"
CREAM, CREAM_LOW = "#fbeed8", "#e3c7a0"
DARK = "#33251f"
BARK, BARK_LOW, BARK_LIGHT = "#8b5e40", "#5b3a29", "#b58458"
LEAVES = [("#a7cf6b", "#79ac4c"), ("#86bb5a", "#5a9446"), ("#c5dd83", "#93bd57")]
BERRY, BERRY_LOW = "#f25f4c", "#c22f3a"
LEG = "#c98b5b"


def bird(pose):
    """The sparrow, looking right; its feet stand at (30, 52)."""
    pen = Pen(64, 58)
    lift = {"up": 1.0, "flap": 0.0, "fall": 0.0}.get(pose)
    air = lift is not None
    # Legs behind the body.
    if air:
        for x in (27, 33):
            pen.line(f"M{x} 44 Q{x - 3} 48 {x - 6} 49", LEG, 2)
    else:
        for x in (26, 33):
            pen.line(f"M{x} 44 L{x + 0.5} 51.4", LEG, 2)
            pen.line(f"M{x - 2.5} 52 L{x + 4.5} 52", LEG, 1.8)
    # The far wing shows when it is spread.
    if pose in ("flap", "fall"):
        pen.fill("M38 28 C36 18 34 8 42 3 C46 10 46 20 44 29 Z" if pose == "fall" else
                 "M36 30 C40 38 42 46 39 53 C33 49 30 40 30 32 Z", "#7d4c2d", "#6a3f26")
    tail = {"up": "M15 36 C8 42 3 49 2 55 C8 54 17 48 21 42 Z", "fall": "M15 34 C8 30 1 22 -1 17 C6 16 16 22 21 29 Z",
            "flap": "M14 35 C6 36 -1 39 -4 43 C2 46 14 45 20 41 Z"}.get(pose, "M14 33 C7 29 1 25 -2 24 C-1 30 8 39 19 41 Z")
    shift = [(x + 4, y) for x, y in points(tail)]
    pen.fill(shift, "#8a5532", "#6b3f24")
    # Body: one egg with a head.
    body = pen.mask("M12 37 C11 26 20 19 29 17 C31 9 38 6 44 7 C52 8 56 15 55 22 C55 26 54 29 52 32 "
                    "C52 42 43 48 33 48 C21 48 13 45 12 37 Z")
    pen.fill(body, BACK, BACK_LOW)
    pen.fill(ellipse(41, 42, 19, 17, -20), CREAM, CREAM_LOW, clip=body, blur=0.6)
    pen.fill(ellipse(46, 23, 9.5, 8), "#fffaf0", "#f6e6cd", clip=body)
    # Cap, bib, cheek.
    pen.fill("M28 20 C29 8 38 4 46 6 C54 8 57 15 56 19 C50 15 40 15 35 18 C33 20 32 24 32 28 Z", CAP, CAP_LOW, clip=body)
    pen.fill("M49 24 C52 24 55 23 57 22 C57 28 54 34 49 36 C46 33 47 27 49 24 Z", DARK, clip=body)
    pen.fill(ellipse(42.5, 26, 2.8, 2.4), DARK, clip=body)
    # Beak and eye.
    pen.fill("M53.5 17 C57 17.5 60.5 19.5 62 21.5 C59 22.6 56 23 53.5 22.6 Z", "#4b3a30", "#33251f")
    pen.fill("M53.8 20.6 L61.4 21.4 L54 21.4 Z", "#7a6250")
    if pose == "blink":
        pen.line("M45.6 18.6 Q48 20.4 50.4 18.6", DARK, 1.4)
    elif pose == "hurt":
        pen.line("M45.6 15.8 L50 20.2", DARK, 1.5)
        pen.line("M50 15.8 L45.6 20.2", DARK, 1.5)
    else:
        pen.fill(ellipse(48, 18, 3.1, 3.3), "#1d1512")
        pen.fill(ellipse(49.1, 16.8, 1.15, 1.15), "#ffffff")
    # The near wing, with its two pale bars.
    wing = {"up": "M36 30 C30 24 22 24 14 30 C9 34 6 40 6 45 C16 46 30 44 37 38 C41 36 40 31 36 30 Z",
            "fall": "M37 33 C31 26 22 14 13 6 C9 12 9 24 15 32 C20 38 30 41 37 39 C41 38 41 34 37 33 Z",
            "flap": "M37 28 C30 29 22 36 17 46 C15 50 15 54 16 56 C26 53 36 45 39 36 C41 32 40 28 37 28 Z"}.get(
        pose, "M37 29 C29 25 20 28 14 36 C11 40 9 43 7 45 C16 47 31 46 37 39 C41 36 41 31 37 29 Z")
    mask = pen.mask(wing)
    pen.fill(mask, "#9c6238", "#6d4025")
    bars = {"up": ["M32 27 Q27 34 30 43", "M26 27 Q20 35 22 45"], "fall": ["M31 24 Q24 30 20 37", "M25 17 Q17 22 12 29"],
            "flap": ["M27 31 Q31 38 37 40", "M21 38 Q26 45 32 46"]}.get(pose, ["M31 26 Q27 33 30 45", "M25 27 Q20 35 22 46"])
    for bar in bars:
        pen.line(bar, "#f0d9b5", 1.7, clip=mask)
    if pose == "hurt":
        for x, y in ((20, 15), (26, 11), (14, 22)):
            pen.fill(ellipse(x, y, 2.6, 1.1, -50), "#d8b48a")
    return pen.done()


def leaf(pen, x, y, length, turn, pair):
    a = math.radians(turn)
    c, s = math.cos(a), math.sin(a)
    shape = points("M0 0 C3 -4.6 8 -4.6 12 0 C8 4.2 3 4.2 0 0 Z")
    k = length / 12
    place = [(x + (px * c - py * s) * k, y + (px * s + py * c) * k) for px, py in shape]
    mask = pen.fill(place, *pair)
    pen.line([(x, y), (x + c * length * 0.86, y + s * length * 0.86)], "#ffffff55", 0.7, clip=mask)


def branch(width, seed):
    """A branch to stand on: its top lies at y = 16 of a sprite `width` + 24 units wide."""
    rnd = random.Random(seed)
    pen = Pen(width + 24, 40)
    left, right = 12, 12 + width
    for x in (left + 8, right - 10):
        leaf(pen, x, 20, 14, rnd.uniform(60, 120), LEAVES[1])
    wood = pen.mask(f"M{left - 2} 19 C{left + 2} 15 {left + 10} 15.4 {left + 20} 16 "
                    f"C{left + width * 0.5} 15 {right - 20} 16.4 {right - 8} 15.6 C{right + 2} 15.2 {right + 5} 18 {right + 3} 21 "
                    f"C{right - 4} 27 {right - width * 0.3} 26.5 {left + width * 0.5} 27.5 "
                    f"C{left + 16} 28.5 {left + 3} 27 {left - 2} 24 Z")
    pen.fill(wood, BARK, BARK_LOW)
    pen.line(f"M{left + 2} 17.6 C{left + 14} 16.8 {right - 20} 17.6 {right} 17.2", BARK_LIGHT, 1.7, clip=wood)
    for _ in range(round(width / 12)):
        x, y = rnd.uniform(left + 4, right - 14), rnd.uniform(20.5, 24.5)
        pen.line([(x, y), (x + rnd.uniform(4, 10), y + rnd.uniform(-0.4, 0.4))], "#4c2f21", 0.8, clip=wood)
    # Cut end with rings.
    pen.fill(ellipse(right + 1.4, 20.6, 3.2, 4.9, 6), "#d9a877", "#bd8a5c")
    pen.line(ellipse(right + 1.4, 20.6, 1.6, 2.6, 6), "#a06f48", 0.7)
    # Moss and a few leaves on the ends, none where the bird lands.
    for x in (left + rnd.uniform(0, 4), left + rnd.uniform(10, 14)):
        pen.fill(ellipse(x + 3, 16.2, rnd.uniform(4, 6), 1.7), "#9fc765", "#7bab4d")
    for x, turn in ((left + 1, -150), (left + 4, -100), (left + 2, 165), (right - 4, -62), (right + 2, -20), (right - 9, 65)):
        leaf(pen, x, 18 if turn < 0 else 25, rnd.uniform(10, 14), turn + rnd.uniform(-14, 14), rnd.choice(LEAVES))
    return pen.done()


def berry():
    pen = Pen(22, 26)
    pen.line("M11 12 Q11 6 15 2", "#6c8f3e", 1.5)
    leaf(pen, 14, 4, 8, 25, LEAVES[0])
    fruit = pen.mask(ellipse(11, 16.5, 7.8, 8))
    pen.fill(fruit, "#ff7a5c", BERRY_LOW)
    pen.fill(ellipse(10, 18, 6.4, 6), BERRY, BERRY_LOW, clip=fruit, blur=1)
    pen.fill(ellipse(8, 13, 2.2, 1.6, -35), "#ffffffcc")
    return pen.done()


def single_leaf(index):
    pen = Pen(18, 12)
    leaf(pen, 2, 6, 14, 0, LEAVES[index])
    return pen.done()


def feather():
    pen = Pen(18, 10)
    shape = pen.mask("M1 6 C4 1 11 0 17 2 C15 7 8 9 3 8 Z")
    pen.fill(shape, "#f2dcbb", "#c99d6e")
    pen.line("M1 7 Q8 5 16 2.6", "#9a6b43", 0.8, clip=shape)
    return pen.done()


def puff():
    pen = Pen(16, 16)
    pen.fill(ellipse(8, 8, 5, 5), "#ffffff", blur=1.2)
    return pen.done()


def spark():
    pen = Pen(16, 16)
    star = []
    for i in range(8):
        r = 7.4 if i % 2 == 0 else 2.1
        star.append((8 + r * math.sin(i * math.pi / 4), 8 - r * math.cos(i * math.pi / 4)))
    pen.fill(star, "#fff6c9", "#ffd76a")
    return pen.done()


def cloud(seed, width, height):
    rnd = random.Random(seed)
    pen = Pen(width, height)
    base = height * 0.78
    shapes = [ellipse(width * 0.5, base - 5, width * 0.40, height * 0.16)]
    for i in range(6):
        t = (i + 0.5) / 6
        r = height * (0.20 + 0.22 * math.sin(t * math.pi)) * rnd.uniform(0.85, 1.1)
        shapes.append(ellipse(width * (0.14 + 0.72 * t), base - r * 0.75, r * 1.15, r))
    mask = None
    for shape in shapes:
        more = pen.mask(shape)
        mask = more if mask is None else ImageChops.lighter(mask, more)
    pen.fill(mask, "#ffffff", "#ffffff99")
    return pen.done()


def disc(radius, inner, outer):
    size = radius * 3
    pen = Pen(size, size)
    pen.fill(ellipse(size / 2, size / 2, radius * 1.15, radius * 1.15), outer + "66", blur=radius * 0.16)
    pen.fill(ellipse(size / 2, size / 2, radius, radius), inner, outer)
    return pen


def sun():
    return disc(26, "#fff7d6", "#ffd98a").done()


def moon():
    pen = disc(22, "#fdfbf0", "#dfe3ef")
    for x, y, r in ((27, 27, 4), (38, 38, 5.4), (30, 42, 2.8), (40, 27, 2.4)):
        pen.fill(ellipse(x, y, r, r), "#cdd3e4", "#d8dcea")
    return pen.done()


def ground():
    """The meadow and the stump that the first hop starts from; the stump's top lies at y = 26."""
    rnd = random.Random(5)
    pen = Pen(180, 96)
    pen.fill("M54 96 C62 78 64 50 61 30 L119 30 C116 52 120 80 130 96 Z", BARK, BARK_LOW)
    for x in (68, 76, 90, 101, 111):
        pen.line([(x, 38), (x + rnd.uniform(-3, 3), rnd.uniform(62, 84))], "#4c2f21", 1.2)
    pen.fill(ellipse(90, 29, 30.5, 6.6), "#e2b583", "#c99666")
    for r in (0.72, 0.45, 0.2):
        pen.line(ellipse(90, 29, 30.5 * r, 6.6 * r), "#a9794f", 0.9)
    for x in range(46, 140, 6):
        h = rnd.uniform(8, 20)
        lean = rnd.uniform(-5, 5)
        pen.fill(f"M{x - 2.4} 96 Q{x} {96 - h * 0.6} {x + lean} {96 - h} Q{x + 2} {96 - h * 0.5} {x + 2.8} 96 Z", *rnd.choice(LEAVES))
    for x, y, color in ((50, 82, "#fff3f0"), (134, 84, "#ffd1dc"), (122, 89, "#fff3f0")):
        for i in range(5):
            a = i / 5 * math.tau
            pen.fill(ellipse(x + 2.5 * math.cos(a), y + 2.5 * math.sin(a), 2, 2), color)
        pen.fill(ellipse(x, y, 1.7, 1.7), "#f5c451")
    return pen.done()


def hills(seed, height, tree):
    """A strip of hills that repeats every 256 units, white: the game tints it by drawing colour over."""
    rnd = random.Random(seed)
    width = 256
    pen = Pen(width, height)
    waves = [(rnd.uniform(0.5, 1), n, rnd.uniform(0, math.tau)) for n in (1, 2, 3)]
    total = sum(a for a, _, _ in waves)
    def top(x):
        wave = sum(a * math.sin(x / width * math.tau * n + p) for a, n, p in waves) / total
        return height * (0.42 - 0.24 * wave)
    shape = [(x, top(x)) for x in range(0, width + 1, 2)] + [(width, height), (0, height)]
    pen.fill(shape, "#ffffff")
    if tree:
        for x in range(6, width - 6, 11):
            h = rnd.uniform(12, 24)
            y = top(x) + 3
            for level in range(3):
                w = h * (0.36 - level * 0.085)
                a = y - h * level * 0.26
                pen.fill([(x - w, a), (x + w, a), (x, a - h * 0.52)], "#ffffff")
    return pen.done()


def main():
    sprites = {f"bird_{pose}": bird(pose) for pose in ("idle", "blink", "up", "fall", "flap", "hurt")}
    sprites |= {f"branch_{w}": branch(w, w) for w in (120, 92, 68)}
    sprites |= {"berry": berry(), "feather": feather(), "puff": puff(), "spark": spark()}
    sprites |= {f"leaf_{i}": single_leaf(i) for i in range(3)}
    sprites |= {"cloud_0": cloud(3, 110, 48), "cloud_1": cloud(8, 74, 36), "sun": sun(), "moon": moon(), "ground": ground()}
    images = os.path.join(HERE, "..", "images")
    sheet, rects = pack(sprites, 1024)
    sheet.save(os.path.join(images, "sheet.png"), optimize=True)
    for name, strip in {"far": hills(11, 96, False), "near": hills(4, 110, True)}.items():
        strip.save(os.path.join(images, f"{name}.png"), optimize=True)
    with open(os.path.join(HERE, "..", "src", "sheet.js"), "w") as out:
        out.write("// Written by art/draw.py: where each sprite lies on images/sheet.png, in pixels.\n")
        out.write(f"exports.PIXELS_PER_UNIT = {PIXELS_PER_UNIT};\nexports.RECTS = {{\n")
        for name in sorted(rects):
            out.write(f"  {name}: {json.dumps(rects[name])},\n")
        out.write("};\n")


def pack(sprites, width):
    """Rows of falling height, two pixels apart so that neighbours never bleed in."""
    sheet, rects = Image.new("RGBA", (width, width), (0, 0, 0, 0)), {}
    x = y = row = 2
    for name, image in sorted(sprites.items(), key=lambda item: -item[1].height):
        if x + image.width + 2 > width:
            x, y, row = 2, y + row + 2, 0
        sheet.paste(image, (x, y))
        rects[name] = [x, y, image.width, image.height]
        x += image.width + 2
        row = max(row, image.height)
    return sheet.crop((0, 0, width, y + row + 2)), rects


main()
