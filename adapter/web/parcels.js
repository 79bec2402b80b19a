// What crosses between the page and its workers and is more than data: Blobs, ImageData, ImageBitmaps, DOMExceptions.

const kinds = []; // classes before those that they extend
// `write(object)` gives what `read(...)` makes one of on the other side: primitives, ArrayBuffers and views.
web.parcel = (name, Class, write, read) => kinds.push({ name, Class, write, read });
web.setCloneHooks(
  (object) => {
    const kind = kinds.find(({ Class }) => object instanceof Class);
    return kind && [kind.name, ...kind.write(object)];
  },
  ([name, ...fields]) => {
    const kind = kinds.find((one) => one.name === name);
    if (!kind) throw new DOMException(`a ${name} cannot be received here`, 'DataCloneError');
    return kind.read(...fields);
  },
);
web.parcel('File', File, (file) => [web.blobBytes(file), file.type, file.name, file.lastModified], (bytes, type, name, lastModified) => new File([bytes], name, { type, lastModified }));
web.parcel('Blob', Blob, (blob) => [web.blobBytes(blob), blob.type], (bytes, type) => new Blob([bytes], { type }));
web.parcel('ImageData', ImageData, ({ data, width, height, colorSpace }) => [data, width, height, colorSpace], (data, width, height, colorSpace) => new ImageData(data, width, height, { colorSpace }));
web.parcel('DOMException', DOMException, ({ message, name }) => [message, name], (message, name) => new DOMException(message, name));

// Posts with the second argument of postMessage: a transfer list, or options that have one. Bitmaps that are given up are closed.
web.post = (send, message, options) => {
  const list = Array.isArray(options) ? options : (options && options.transfer) || [];
  const [bitmaps, buffers] = [[], []];
  for (const one of list) (one instanceof ImageBitmap ? bitmaps : buffers).push(one);
  send(message, buffers);
  for (const bitmap of bitmaps) bitmap.close();
};
// How a script is called in stacks.
web.scriptName = (url) => {
  if (/^data:/i.test(url)) return 'data:';
  return web.localPath(url) ?? url;
};
