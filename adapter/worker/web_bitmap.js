// createImageBitmap of a worker of the web adapter. Nothing in a worker sees pixels of a bitmap: it keeps those of its source, and what is to be
// made of them is done where it arrives.

const { bitmapPlan } = host;
const states = new WeakMap(); // bitmap -> { data, width, height, plans, size }
const stateOf = (bitmap) => {
  const state = states.get(bitmap);
  if (!state) throw new TypeError('Illegal invocation: not an ImageBitmap');
  return state;
};
class ImageBitmap {
  constructor() {
    throw new TypeError('Illegal constructor');
  }
  get width() {
    return stateOf(this).size[0];
  }
  get height() {
    return stateOf(this).size[1];
  }
  close() {
    Object.assign(stateOf(this), { data: null, size: [0, 0] });
  }
}
Object.defineProperty(ImageBitmap.prototype, Symbol.toStringTag, { value: 'ImageBitmap', configurable: true });
const made = (state) => {
  const bitmap = Object.create(ImageBitmap.prototype);
  states.set(bitmap, state);
  return bitmap;
};

// Pixels of a part that lies within the source; undefined for others.
const cropped = ({ data, width, height }, [x, y, w, h]) => {
  if (x < 0 || y < 0 || w < 0 || h < 0 || x + w > width || y + h > height) return undefined;
  const out = new Uint8Array(w * h * 4);
  for (let row = 0; row < h; row++) {
    const from = ((y + row) * width + x) * 4;
    out.set(data.subarray(from, from + w * 4), row * w * 4);
  }
  return { data: out, width: w, height: h };
};

const sourceOf = (source) => {
  if (source instanceof Blob) {
    try {
      const { data, width, height } = host.decodeImage(web.blobBytes(source));
      return { data: new Uint8Array(data), width, height, plans: [], size: [width, height] };
    } catch (e) {
      throw new DOMException(`createImageBitmap: ${e.reason || e.message}`, 'InvalidStateError');
    }
  }
  if (source instanceof ImageData) {
    const { width, height, data } = source;
    return { data: new Uint8Array(data), width, height, plans: [], size: [width, height] };
  }
  if (!(source instanceof ImageBitmap)) throw new TypeError('createImageBitmap: in a worker the first argument is a Blob, an ImageData or an ImageBitmap');
  return stateOf(source);
};
async function createImageBitmap(source, ...rest) {
  const { rect, options } = bitmapPlan.read(arguments.length, rest);
  let from = sourceOf(source);
  let part = rect;
  const small = part && from.plans.length === 0 && from.data && cropped(from, part);
  if (small) {
    from = { ...small, plans: [], size: [small.width, small.height] };
    part = undefined;
  }
  const plan = bitmapPlan.of(from.size, part, options);
  const { data, width, height, plans } = from;
  return made({ data, width, height, plans: [...plans, plan], size: [plan.width, plan.height] });
}

web.parcel('ImageBitmap', ImageBitmap, (bitmap) => {
  const { data, width, height, plans } = stateOf(bitmap);
  if (!data) throw new DOMException('An ImageBitmap that is closed could not be cloned.', 'DataCloneError');
  return [data, width, height, JSON.stringify(plans)];
}, (data, width, height) => made({ data, width, height, plans: [], size: [width, height] }));
web.define({ ImageBitmap, createImageBitmap });
