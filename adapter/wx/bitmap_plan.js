// The arguments of createImageBitmap: what part of a source, and what is to be made of it. Here and in workers of the web adapter.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#dom-createimagebitmap

// Web IDL's conversions.
const long = (value, name) => {
  const n = Number(value);
  if (!Number.isFinite(n)) throw new TypeError(`${name} is not a finite number`);
  return Math.trunc(n);
};
const unsigned = (value, name, most) => {
  const n = long(value, name);
  if (n < 0 || n > most) throw new TypeError(`${name} is not in the range of 0 to ${most}`);
  return n;
};
const oneOf = (value, choices, name) => {
  const text = value === undefined ? choices[0] : String(value);
  if (!choices.includes(text)) throw new TypeError(`${name} is one of ${choices.join(', ')}, not ${text}`);
  return text;
};
const MAX_LONG = 0xffffffff;

const bitmapOptions = (options) => {
  if (options !== undefined && options !== null && typeof options !== 'object') throw new TypeError('the options are an object');
  const given = options || {};
  const side = (name) => {
    if (given[name] === undefined) return undefined;
    const value = unsigned(given[name], name, MAX_LONG);
    if (value === 0) throw new DOMException(`${name} is zero`, 'InvalidStateError');
    return value;
  };
  const flip = oneOf(given.imageOrientation, ['from-image', 'none', 'flipY'], 'imageOrientation') === 'flipY';
  oneOf(given.premultiplyAlpha, ['default', 'none', 'premultiply'], 'premultiplyAlpha');
  oneOf(given.colorSpaceConversion, ['default', 'none'], 'colorSpaceConversion');
  const quality = oneOf(given.resizeQuality, ['low', 'pixelated', 'medium', 'high'], 'resizeQuality');
  return { flip, quality, resizeWidth: side('resizeWidth'), resizeHeight: side('resizeHeight') };
};

const check = (count) => {
  if (count === 0 || count === 3 || count === 4) {
    throw new TypeError('createImageBitmap takes a source, options, or a source, 4 numbers and options');
  }
};
host.bitmapPlan = {
  long,
  unsigned,
  oneOf,
  MAX_LONG,
  check,
  // What stands after the source, of `count` arguments.
  read(count, rest) {
    check(count);
    let rect;
    if (rest.length >= 4) {
      rect = ['sx', 'sy', 'sw', 'sh'].map((name, at) => long(rest[at], name));
      if (rect[2] === 0 || rect[3] === 0) throw new RangeError('createImageBitmap: the part of the source has no width or no height');
    }
    return { rect, options: bitmapOptions(rest.length >= 4 ? rest[4] : rest[0]) };
  },
  // For host.createBitmap.
  of([width, height], rect, options) {
    let [x, y, w, h] = rect || [0, 0, width, height];
    if (w < 0) [x, w] = [x + w, -w];
    if (h < 0) [y, h] = [y + h, -h];
    if (width === 0 || height === 0) throw new DOMException('createImageBitmap: the source has no pixels', 'InvalidStateError');
    const { resizeWidth, resizeHeight } = options;
    const outWidth = resizeWidth || (resizeHeight ? Math.ceil((w * resizeHeight) / h) : w);
    const outHeight = resizeHeight || (resizeWidth ? Math.ceil((h * resizeWidth) / w) : h);
    const MOST = 16384;
    if (outWidth > MOST || outHeight > MOST) throw new DOMException(`createImageBitmap: ${outWidth} x ${outHeight} pixels are too many`, 'InvalidStateError');
    return { x, y, w, h, width: outWidth, height: outHeight, flip: options.flip, quality: options.quality };
  },
};
