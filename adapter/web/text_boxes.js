// The boxes of elements that pages measure text with: a line of text, and an empty inline block that stands on its baseline or its bottom. More is
// not laid out.

const INHERITED = ['fontStyle', 'fontVariant', 'fontWeight', 'fontSize', 'fontFamily', 'lineHeight'];
const INLINE = /^(A|B|BIG|CODE|EM|FONT|I|LABEL|SMALL|SPAN|STRONG|TT|U)$/;
const NO_TEXT = /^(BODY|HTML|HEAD|CANVAS|IMG|VIDEO|AUDIO|INPUT|TEXTAREA|SCRIPT|STYLE|TITLE)$/;
const DEFAULT_SIZE = 16;

let context; // measures; made when somebody asks
const measurer = () => {
  if (!context) context = wx.createOffscreenCanvas().getContext('2d');
  return context;
};
// What the short form says: the canvas takes it apart. `normal` is what it leaves out.
const shorthand = (font) => {
  const c = measurer();
  c.font = '10px sans-serif';
  c.font = font;
  const found = /^(.*?)([\d.]+px)\s+(.*)$/.exec(c.font);
  if (!found) return {};
  const [, before, fontSize, fontFamily] = found;
  const words = before.trim().split(/\s+/);
  const lineHeight = /\d\S*\s*\/\s*(\S+)/.exec(font);
  return {
    fontSize,
    fontFamily,
    fontStyle: words.find((word) => /italic|oblique/.test(word)) || 'normal',
    fontVariant: words.includes('small-caps') ? 'small-caps' : 'normal',
    fontWeight: words.find((word) => /^(bold|bolder|lighter|\d+)$/.test(word)) || 'normal',
    lineHeight: lineHeight ? lineHeight[1] : 'normal',
  };
};
const fontOf = (element) => {
  const found = {};
  for (let at = element; at && at.style; at = at.parentNode) {
    const { style } = at;
    const short = style.font ? shorthand(style.font) : {};
    for (const name of INHERITED) found[name] ??= style[name] || short[name];
  }
  return found;
};
const pixels = (text) => (/^-?[\d.]+(px)?$/.test(text) ? Number.parseFloat(text) : undefined);

// Width of a text; ascent and descent of its font in whole pixels; and how far its line reaches above and below the baseline.
// https://drafts.csswg.org/css-inline/#inline-height
const measured = (element, text) => {
  const { fontStyle = 'normal', fontVariant = 'normal', fontWeight = 'normal', fontSize = `${DEFAULT_SIZE}px`, fontFamily = 'serif', lineHeight = 'normal' } = fontOf(element);
  const c = measurer();
  c.font = `${fontStyle} ${fontVariant} ${fontWeight} ${fontSize} ${fontFamily}`;
  const metrics = c.measureText(text);
  const [ascent, descent] = [Math.round(metrics.fontBoundingBoxAscent), Math.round(metrics.fontBoundingBoxDescent)];
  const size = pixels(/([\d.]+)px/.exec(c.font)[1]);
  const times = /^[\d.]+$/.test(lineHeight) ? Number(lineHeight) * size : pixels(lineHeight);
  const leading = (times ?? ascent + descent + web.lineGap(metrics)) - ascent - descent;
  const above = ascent + Math.floor(leading / 2);
  return { width: metrics.width, ascent, descent, above, below: ascent + descent + leading - above };
};
// The line that an element stands in is at least as high as one of its parent's.
const lineOf = (element, text) => {
  const own = measured(element, text);
  const strut = element.parentNode && element.parentNode.style ? measured(element.parentNode, '') : own;
  return { ...own, baseline: Math.max(own.above, strut.above), bottom: Math.max(own.above, strut.above) + Math.max(own.below, strut.below) };
};
const box = (left, top, width, height) => ({ x: left, y: top, left, top, right: left + width, bottom: top + height, width, height });
const isInline = ({ tagName, style }) => (style.display ? style.display.startsWith('inline') : INLINE.test(tagName));
const holdsText = (element) => !NO_TEXT.test(element.tagName) && element.children.length === 0 && element.textContent.trim() !== '';

// undefined for elements that these rules do not know.
web.textBox = (element) => {
  const { style, parentNode } = element;
  if (holdsText(element)) {
    // The box of what stands in a line is as high as its font, whatever the line.
    if (isInline(element) && style.display !== 'inline-block') {
      const { width, ascent, descent, baseline } = lineOf(element, element.textContent);
      return box(0, baseline - ascent, width, ascent + descent);
    }
    const { width, above, below } = measured(element, element.textContent);
    const shrinks = style.display === 'inline-block' || /absolute|fixed/.test(style.position) || /left|right/.test(style.cssFloat);
    return box(0, 0, pixels(style.width) ?? (shrinks ? width : web.window.innerWidth), pixels(style.height) ?? above + below);
  }
  if (style.display !== 'inline-block' || element.childNodes.length || !parentNode) return undefined;
  const text = parentNode.children.slice(0, parentNode.children.indexOf(element)).findLast((one) => holdsText(one) && isInline(one));
  if (!text) return undefined;
  const { width, ascent, descent, baseline, bottom } = lineOf(text, text.textContent);
  const [ownWidth, ownHeight] = [pixels(style.width) ?? 0, pixels(style.height) ?? 0];
  const tops = { top: 0, bottom: bottom - ownHeight, 'text-top': baseline - ascent, 'text-bottom': baseline + descent - ownHeight };
  return box(width, tops[style.verticalAlign] ?? baseline - ownHeight, ownWidth, ownHeight);
};
