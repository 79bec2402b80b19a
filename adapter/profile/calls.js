// Counts calls of the platform's functions for `sparrow profile --calls`: each is put behind one that measures. What a function calls
// of the platform in turn is part of it, and is not counted again.

const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf } = Reflect;
const PLACED = ['getImageData', 'putImageData', 'readPixels', 'toDataURL', 'toTempFilePath', 'toTempFilePathSync', 'toBlob',
  'texImage2D', 'texSubImage2D', 'texImage3D', 'texSubImage3D', 'compressedTexImage2D'];
let depth = 0;

function counted(name, f, placed) {
  const id = counter.name(name);
  const { begin, end } = counter;
  const measured = function () {
    if (depth > 0) return apply(f, this, arguments);
    depth++;
    begin();
    try {
      return apply(f, this, arguments);
    } finally {
      end(id, placed);
      depth--;
    }
  };
  defineProperty(measured, 'name', { value: f.name, configurable: true });
  defineProperty(measured, 'length', { value: f.length, configurable: true });
  return measured;
}

function countMembers(owner, object, placesAll) {
  for (const key of ownKeys(object)) {
    if (typeof key !== 'string' || key === 'constructor') continue;
    const property = getOwnPropertyDescriptor(object, key);
    if (!property.configurable) continue;
    const placed = placesAll || PLACED.includes(key);
    if (typeof property.value === 'function') {
      defineProperty(object, key, { ...property, value: counted(`${owner}.${key}`, property.value, placed) });
    } else if (property.set) {
      defineProperty(object, key, { ...property, set: counted(`${owner}.${key} =`, property.set, false) });
    }
  }
}

// What measuring costs by itself: a function that does nothing.
const nothing = counted('nothing', () => {}, false);
for (let i = 0; i < 200; i++) nothing();
counter.calibrate(2000, () => { for (let i = 0; i < 2000; i++) nothing(); });

for (const name of Object.keys(classes)) countMembers(classes[name].name || name, classes[name].prototype, false);
countMembers('wx', wx, true);
const files = wx.getFileSystemManager && wx.getFileSystemManager();
if (files) {
  const owner = ownKeys(files).some((key) => typeof files[key] === 'function') ? files : getPrototypeOf(files);
  countMembers('FileSystemManager', owner, true);
}

// WebGL contexts have a class of their own, which is there from the first context on.
const seen = new Set();
function countContext(context) {
  const prototype = getPrototypeOf(context);
  if (seen.has(prototype)) return;
  seen.add(prototype);
  const { name } = prototype.constructor;
  for (let level = prototype; level && level !== Object.prototype; level = getPrototypeOf(level)) {
    countMembers(name, level, false);
  }
}

const canvas = classes.Canvas.prototype;
const { getContext } = canvas;
defineProperty(canvas, 'getContext', {
  ...getOwnPropertyDescriptor(canvas, 'getContext'),
  value: function (kind, options) {
    const context = apply(getContext, this, [kind, options]);
    if (context && /webgl/.test(kind)) countContext(context);
    return context;
  },
});
