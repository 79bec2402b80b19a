"""Builds assets/fonts/sparrow-sans-*.ttf: Arimo (Debian fonts-croscore, OFL 1.1), cut to the scripts a Latin fallback needs and renamed.

    pip install fonttools && python3 build.py <folder with Arimo-Regular.ttf and Arimo-Bold.ttf> <output folder>
"""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

UNICODES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x192), (0x1A0, 0x1B0), (0x1CD, 0x1DC), (0x1FA, 0x21B), (0x237, 0x237), (0x2B0, 0x2DD),
    (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x4FF), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20BF),
    (0x2100, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2500, 0x25FF), (0x2600, 0x267F), (0xFB01, 0xFB02), (0xFFFC, 0xFFFD),
]

def build(source, target, style):
    font = TTFont(source)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.glyph_names = False
    s = subset.Subsetter(options)
    s.populate(unicodes=[c for a, b in UNICODES for c in range(a, b + 1)])
    s.subset(font)
    family = "Sparrow Sans"
    names = {1: family, 2: style, 3: f"Sparrow: {family} {style}", 4: f"{family} {style}", 6: f"SparrowSans-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font.save(target)
    print(target, len(font.getGlyphOrder()), font["name"].getDebugName(0))

for style in ("Regular", "Bold"):
    build(f"{sys.argv[1]}/Arimo-{style}.ttf", f"{sys.argv[2]}/sparrow-sans-{style.lower()}.ttf", style)
