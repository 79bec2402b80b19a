"""Builds the tiny fonts of these tests. pip install fonttools && python3 build.py

layers.ttf   A: two plain layers (COLR 0)          B: gradients, a clip box, a transform, a composite (COLR 1)
bomb.ttf     A: 40 paints that each name the next one 16 times: 16^40 layers when painted naively
"""
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables import otTables as ot


def square(x0, y0, x1, y1):
    pen = TTGlyphPen(None)
    pen.moveTo((x0, y0))
    pen.lineTo((x0, y1))
    pen.lineTo((x1, y1))
    pen.lineTo((x1, y0))
    pen.closePath()
    return pen.glyph()


def font(name, extra):
    order = [".notdef", "A", "B", "box", "left", "inner"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord("A"): "A", ord("B"): "B"})
    glyphs = {g: square(0, 0, 800, 800) for g in order}
    glyphs["left"] = square(0, 0, 400, 800)
    glyphs["inner"] = square(200, 200, 600, 600)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({g: (1000, 200 if g == "inner" else 0) for g in order})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    builder.font["CPAL"] = buildCPAL([[(1, 0, 0, 1), (0, 0, 1, 1), (0, 1, 0, 0.5)]])
    extra(builder.font)
    return builder


def solid(index, alpha=1.0):
    return {"Format": ot.PaintFormat.PaintSolid, "PaletteIndex": index, "Alpha": alpha}


def glyph(name, paint):
    return {"Format": ot.PaintFormat.PaintGlyph, "Glyph": name, "Paint": paint}


def layers(f):
    line = {"ColorStop": [{"StopOffset": 0.0, "PaletteIndex": 0, "Alpha": 1.0}, {"StopOffset": 1.0, "PaletteIndex": 1, "Alpha": 1.0}], "Extend": "pad"}
    gradient = {"Format": ot.PaintFormat.PaintLinearGradient, "ColorLine": line, "x0": 0, "y0": 0, "x1": 800, "y1": 0, "x2": 0, "y2": 800}
    moved = {"Format": ot.PaintFormat.PaintTranslate, "dx": 0, "dy": 100, "Paint": glyph("inner", solid(2))}
    cut = {
        "Format": ot.PaintFormat.PaintComposite,
        "CompositeMode": "src_in",
        "SourcePaint": glyph("box", gradient),
        "BackdropPaint": glyph("box", solid(0)),
    }
    f["COLR"] = buildCOLR(
        {
            "A": [("box", 0), ("left", 1)],
            "B": {"Format": ot.PaintFormat.PaintColrLayers, "Layers": [cut, moved]},
        },
        version=None,
        glyphMap=f.getReverseGlyphMap(),
        clipBoxes={"B": (0, 0, 800, 700)},
    )


def bomb(f):
    f["COLR"] = buildCOLR({"A": {"Format": ot.PaintFormat.PaintColrLayers, "Layers": [glyph("box", solid(0))] * 2}}, version=1, glyphMap=f.getReverseGlyphMap())
    colr = f["COLR"].table
    paints = []
    for level in range(40):
        paint = ot.Paint()
        paint.Format = ot.PaintFormat.PaintColrLayers
        paint.NumLayers = 16
        paint.FirstLayerIndex = 16 * (level + 1)
        paints.append(paint)
    leaf = colr.LayerList.Paint[0]
    flat = [paints[0]] * 16
    for level in range(1, 40):
        flat += [paints[level]] * 16
    flat += [leaf] * 16
    colr.LayerList.Paint = flat
    colr.LayerList.LayerCount = len(flat)
    root = colr.BaseGlyphList.BaseGlyphPaintRecord[0].Paint
    root.NumLayers, root.FirstLayerIndex = 16, 0


font("Layers", layers).save("layers.ttf")
font("Bomb", bomb).save("bomb.ttf")
