// ImageData, and the context's methods that make or take one.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#imagedata

const MAX_SIDE = 32767;
const side = (value, what) => {
  const n = value >>> 0;
  if (n === 0) throw new DOMException(`the ${what} of an ImageData is zero`, 'IndexSizeError');
  if (n > MAX_SIDE) throw new RangeError(`the ${what} of an ImageData is more than ${MAX_SIDE}`);
  return n;
};

class ImageData {
  #width;
  #height;
  constructor(first, second, third) {
    if (arguments.length < 2) throw new TypeError('ImageData needs at least 2 arguments');
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
      if (third !== undefined && third >>> 0 !== rows) {
        throw new DOMException('the length of the data is not 4 * width * height', 'IndexSizeError');
      }
      this.#height = rows;
    } else {
      if (typeof first === 'object' && first !== null) throw new TypeError('the data of an ImageData is a Uint8ClampedArray');
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
    return 'srgb';
  }
}
core.objectPrototype('ImageData', ImageData.prototype);
Object.defineProperty(ImageData.prototype, Symbol.toStringTag, { value: 'ImageData', configurable: true });
Object.defineProperty(global, 'ImageData', { value: ImageData, writable: true, configurable: true });

const { prototype } = host.classes.CanvasRenderingContext2D;
const method = (name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true });
// Building blocks that games do not see.
const take = (name) => {
  const value = prototype[name];
  delete prototype[name];
  return value;
};
const [readPixels, writePixels, transformNumbers] = ['readPixels', 'writePixels', 'transformNumbers'].map(take);
const integer = (value, name) => {
  const n = Number(value);
  if (!Number.isFinite(n)) throw new TypeError(`${name} is not a finite number`);
  return Math.trunc(n);
};

method('createImageData', function createImageData(first, second) {
  if (first instanceof ImageData) return new ImageData(first.width, first.height);
  if (arguments.length < 2) throw new TypeError('createImageData needs an ImageData or 2 numbers');
  return new ImageData(Math.abs(integer(first, 'width')), Math.abs(integer(second, 'height')));
});
method('getImageData', function getImageData(sx, sy, sw, sh) {
  if (arguments.length < 4) throw new TypeError('getImageData needs 4 arguments');
  const [x, y, w, h] = [integer(sx, 'sx'), integer(sy, 'sy'), integer(sw, 'sw'), integer(sh, 'sh')];
  const pixels = readPixels.call(this, x, y, w, h);
  return new ImageData(new Uint8ClampedArray(pixels), Math.abs(w), Math.abs(h));
});
method('putImageData', function putImageData(image, dx, dy, dirtyX, dirtyY, dirtyWidth, dirtyHeight) {
  if (!(image instanceof ImageData)) throw new TypeError('putImageData needs an ImageData');
  if (arguments.length < 3) throw new TypeError('putImageData needs 3 arguments');
  const { width, height } = image;
  const dirty = arguments.length >= 7
    ? [integer(dirtyX, 'dirtyX'), integer(dirtyY, 'dirtyY'), integer(dirtyWidth, 'dirtyWidth'), integer(dirtyHeight, 'dirtyHeight')]
    : [0, 0, width, height];
  writePixels.call(this, image.data, width, height, integer(dx, 'dx'), integer(dy, 'dy'), ...dirty);
});
let geometry; // made when somebody asks
method('getTransform', function getTransform() {
  if (!geometry) geometry = host.geometry();
  return geometry.matrix(...transformNumbers.call(this));
});
