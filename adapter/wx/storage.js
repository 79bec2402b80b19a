// Small values that survive a restart. A value travels with its type; objects and arrays as JSON text.

const typed = (data) => {
  if (data === undefined) return { type: 'undefined' };
  if (data === null) return { type: 'null' };
  switch (typeof data) {
    case 'boolean':
    case 'number':
    case 'string':
      return { type: typeof data, value: data };
    case 'object': {
      if (data instanceof Date) return { type: 'date', value: data.getTime() };
      return { type: 'json', value: JSON.stringify(data) };
    }
    default:
      throw { reason: `parameter error: a ${typeof data} can not be stored` };
  }
};
const plain = ({ type, value }) => {
  switch (type) {
    case 'undefined':
      return undefined;
    case 'null':
      return null;
    case 'json':
      return JSON.parse(value);
    case 'date':
      return new Date(value);
    default:
      return value;
  }
};
const key = (value) => {
  if (typeof value !== 'string') throw { reason: `parameter error: parameter.key should be String instead of ${core.typeName(value)};` };
  return value;
};
const set = (k, data) => host.call('setStorage', { key: key(k), data: typed(data) });
const get = (k) => host.call('getStorage', { key: key(k) });
const remove = (k) => host.call('removeStorage', { key: key(k) });

core.synchronous('setStorageSync', (k, data) => void set(k, data));
core.synchronous('getStorageSync', (k) => {
  const found = get(k);
  return found === null ? '' : plain(found); // the platform's answer for a key that is not there
});
core.synchronous('removeStorageSync', (k) => void remove(k));
core.synchronous('clearStorageSync', () => void host.call('clearStorage'));
core.synchronous('getStorageInfoSync', () => host.call('getStorageInfo'));

core.asynchronous('setStorage', (options) => void set(options.key, options.data));
core.asynchronous('getStorage', (options) => {
  const found = get(options.key);
  if (found === null) throw { reason: 'data not found' };
  return { data: plain(found) };
});
core.asynchronous('removeStorage', (options) => void remove(options.key));
core.asynchronous('clearStorage', () => void host.call('clearStorage'));
core.asynchronous('getStorageInfo', () => host.call('getStorageInfo'));

// Bytes under a path of their own, for an image or a sound. Equal bytes have one path, so uses are counted.
const urls = new Map(); // path -> uses
core.synchronous('createBufferURL', (buffer) => {
  const bytes = ArrayBuffer.isView(buffer) || buffer instanceof ArrayBuffer;
  if (!bytes) throw { reason: `parameter error: parameter should be ArrayBuffer instead of ${core.typeName(buffer)};` };
  const url = host.call('createBufferURL', { data: buffer });
  urls.set(url, (urls.get(url) || 0) + 1);
  return url;
});
core.synchronous('revokeBufferURL', (url) => {
  const uses = urls.get(url);
  if (uses > 1) urls.set(url, uses - 1);
  else if (urls.delete(url)) host.call('revokeBufferURL', { url });
});
