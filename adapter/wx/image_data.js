// ImageData, and the context's methods that make or take one.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#imagedata

const MAX_SIDE = 32767;
// Web IDL's exception for arguments that are left out; optional ones have a default, so that a function's `length` is what it requires.
const need = (call, required, given) => {
  if (given >= required) return;
  throw new TypeError(`Failed to ${call}: ${required} argument${required === 1 ? '' : 's'} required, but only ${given} present.`);
};
core.need = need;
const side = (value, what) => {
  const n = value >>> 0;
  if (n === 0) throw new DOMException(`the ${what} of an ImageData is zero`, 'IndexSizeError');
  if (n > MAX_SIDE) throw new DOMException(`the ${what} of an ImageData is more than ${MAX_SIDE}`, 'IndexSizeError');
  return n;
};

// Canvases are sRGB; `display-p3` is converted on the way in and out, and colours beyond sRGB are cut off.
const colorSpaceOf = (settings, otherwise) => {
  if (settings === undefined || settings === null) return otherwise;
  if (typeof settings !== 'object' && typeof settings !== 'function') throw new TypeError('the settings of an ImageData are an object');
  const { colorSpace } = settings;
  if (colorSpace === undefined) return otherwise;
  const name = String(colorSpace);
  if (name !== 'srgb' && name !== 'display-p3') throw new TypeError(`a colour space is srgb or display-p3, not ${name}`);
  return name;
};
const P3_FROM_SRGB = [0.8224619687, 0.1775380313, 0, 0.0331941989, 0.9668058011, 0, 0.0170826307, 0.0723974407, 0.9105199286];
const SRGB_FROM_P3 = [1.2249401763, -0.2249401763, 0, -0.0420569547, 1.0420569547, 0, -0.0196375546, -0.0786360456, 1.0982736001];
let linear; // of a byte; made when somebody asks
const encoded = (v) => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
const convert = (pixels, m) => {
  if (!linear) linear = Float64Array.from({ length: 256 }, (_, v) => (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const out = new Uint8ClampedArray(pixels.length);
  let [last, r, g, b] = [-1, 0, 0, 0];
  for (let i = 0; i < pixels.length; i += 4) {
    const key = (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
    if (key !== last) {
      last = key;
      const [x, y, z] = [linear[pixels[i]], linear[pixels[i + 1]], linear[pixels[i + 2]]];
      [r, g, b] = [0, 3, 6].map((row) => encoded(m[row] * x + m[row + 1] * y + m[row + 2] * z));
    }
    [out[i], out[i + 1], out[i + 2], out[i + 3]] = [r, g, b, pixels[i + 3]];
  }
  return out;
};

class ImageData {
  #width;
  #height;
  #colorSpace;
  constructor(first, second, third = undefined, fourth = undefined) {
    need("construct 'ImageData'", 2, arguments.length);
    let data;
    if (first instanceof Uint8ClampedArray) {
      data = first;
      if (data.length === 0 || data.length % 4 !== 0) {
        throw new DOMException('the length of the data is not a nonzero multiple of 4', 'InvalidStateError');
      }
      this.#width = side(second, 'width');
      const rows = data.length / 4 / this.#width;
      if (!Number.isInteger(rows)) {
        throw new DOMException('the length of the data is not a multiple of 4 * width', 'IndexSizeError');
      }
      this.#colorSpace = colorSpaceOf(fourth, 'srgb');
      if (third !== undefined && third >>> 0 !== rows) {
        throw new DOMException('the length of the data is not 4 * width * height', 'IndexSizeError');
      }
      this.#height = rows;
    } else {
      // As Web IDL has it, the settings are taken before the numbers are judged.
      this.#colorSpace = colorSpaceOf(third, 'srgb');
      this.#width = side(first, 'width');
      this.#height = side(second, 'height');
      data = new Uint8ClampedArray(this.#width * this.#height * 4);
    }
    // An own property that cannot change, as Web IDL has it; reading it costs no call.
    Object.defineProperty(this, 'data', { value: data, enumerable: true });
  }
  get width() {
    return this.#width;
  }
  get height() {
    return this.#height;
  }
  get colorSpace() {
    return this.#colorSpace;
  }
}
core.objectPrototype('ImageData', ImageData.prototype);
Object.defineProperty(ImageData.prototype, Symbol.toStringTag, { value: 'ImageData', configurable: true });
Object.defineProperty(global, 'ImageData', { value: ImageData, writable: true, configurable: true });

if (!host.classes) return; // a worker of the web adapter has no canvases

const { prototype } = host.classes.CanvasRenderingContext2D;
const method = (name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true });
// Building blocks that games do not see.
const take = (name) => {
  const value = prototype[name];
  delete prototype[name];
  return value;
};
const [readPixels, writePixels, transformNumbers, isP3] = ['readPixels', 'writePixels', 'transformNumbers', 'isP3'].map(take);
const spaceOf = (context, settings) => colorSpaceOf(settings, isP3.call(context) ? 'display-p3' : 'srgb');
const integer = (value, name) => {
  const n = Number(value);
  if (!Number.isFinite(n)) throw new TypeError(`${name} is not a finite number`);
  return Math.trunc(n);
};

method('createImageData', function createImageData(first, second = undefined, settings = undefined) {
  isP3.call(this); // refuses what is no context
  need(`execute 'createImageData' on '${this[Symbol.toStringTag]}'`, 1, arguments.length);
  if (first instanceof ImageData) return new ImageData(first.width, first.height, { colorSpace: first.colorSpace });
  if (arguments.length < 2) throw new TypeError("Failed to execute 'createImageData' on 'CanvasRenderingContext2D': parameter 1 is not of type 'ImageData'.");
  const [w, h] = [Math.abs(integer(first, 'width')), Math.abs(integer(second, 'height'))];
  return new ImageData(w, h, { colorSpace: spaceOf(this, settings) });
});
method('getImageData', function getImageData(sx, sy, sw, sh, settings = undefined) {
  need(`execute 'getImageData' on '${this[Symbol.toStringTag]}'`, 4, arguments.length);
  const [x, y, w, h] = [integer(sx, 'sx'), integer(sy, 'sy'), integer(sw, 'sw'), integer(sh, 'sh')];
  const colorSpace = spaceOf(this, settings);
  const pixels = new Uint8ClampedArray(readPixels.call(this, x, y, w, h));
  if (colorSpace === 'srgb') return new ImageData(pixels, Math.abs(w), Math.abs(h));
  return new ImageData(convert(pixels, P3_FROM_SRGB), Math.abs(w), Math.abs(h), { colorSpace });
});
method('putImageData', function putImageData(image, dx, dy, dirtyX = undefined, dirtyY = undefined, dirtyWidth = undefined, dirtyHeight = undefined) {
  need(`execute 'putImageData' on '${this[Symbol.toStringTag]}'`, 3, arguments.length);
  if (!(image instanceof ImageData)) throw new TypeError("Failed to execute 'putImageData' on 'CanvasRenderingContext2D': parameter 1 is not of type 'ImageData'.");
  const { width, height } = image;
  const dirty = arguments.length >= 7
    ? [integer(dirtyX, 'dirtyX'), integer(dirtyY, 'dirtyY'), integer(dirtyWidth, 'dirtyWidth'), integer(dirtyHeight, 'dirtyHeight')]
    : [0, 0, width, height];
  const pixels = image.colorSpace === 'srgb' ? image.data : convert(image.data, SRGB_FROM_P3);
  writePixels.call(this, pixels, width, height, integer(dx, 'dx'), integer(dy, 'dy'), ...dirty);
});
let geometry; // made when somebody asks
method('getTransform', function getTransform() {
  if (!geometry) geometry = host.geometry();
  return geometry.matrix(...transformNumbers.call(this));
});
