"""Makes src/lab/report/figures/font/arimo.ttf, the font embedded in figures, from the Arimo of the npm package @expo-google-fonts/arimo (SIL OFL 1.1).

    npm pack @expo-google-fonts/arimo@0.4.3 && tar xzf expo-google-fonts-arimo-0.4.3.tgz
    pip install fonttools==4.68.0
    python scripts/make-figure-font.py package/400Regular/Arimo_400Regular.ttf src/lab/report/figures/font/arimo.ttf

Keeps Latin, Greek, Cyrillic and mathematical signs, drops hints and layout tables, and adds the sign that labels need and Arimo
lacks: the gradient, which is an increment upside down.
"""

import sys

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

RANGES = "20-7E,A0-24F,2C6-2DD,370-3FF,400-45F,1E00-1EFF,2010-2027,2030-203A,2044,2070-209F,20AC,2100-214F,2190-2195,2200-22FF,25A0-25FF,FB01,FB02"


def list_code_points() -> list[int]:
    points = []
    for part in RANGES.split(","):
        first, _, last = part.partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def add_composite(font: TTFont, code_point: int, parts: list[tuple[str, tuple]], width: int) -> None:
    name = f"uni{code_point:04X}"
    pen = TTGlyphPen(font.getGlyphSet())
    for glyph, matrix in parts:
        pen.addComponent(glyph, matrix)
    font["glyf"][name] = pen.glyph()
    font.setGlyphOrder(font["glyf"].glyphOrder)
    font["glyf"][name].recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, font["glyf"][name].xMin)
    for table in font["cmap"].tables:
        table.cmap[code_point] = name


def main(source: str, target: str) -> None:
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "DSIG", "gasp", "STAT", "meta", "kern"]
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list_code_points())
    subsetter.subset(font)
    cmap = font.getBestCmap()
    delta = cmap[0x394]
    outline = font["glyf"][delta]
    add_composite(font, 0x2207, [(delta, (1, 0, 0, -1, 0, outline.yMax + outline.yMin))], font["hmtx"][delta][0])
    font["post"].formatType = 3.0
    # The time of making is no part of the font.
    font.recalcTimestamp = False
    font.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:3])
