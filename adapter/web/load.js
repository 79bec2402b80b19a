// What XMLHttpRequest and fetch stand on: bytes by an address. Files of the package are read by relative paths, as
// engines load their assets; `data:` addresses are decoded; everything else goes to the network.

const LOCAL_ORIGIN = 'https://localhost/'; // of `location`
const MEDIA_TYPES = {
  json: 'application/json', js: 'text/javascript', txt: 'text/plain', xml: 'text/xml', html: 'text/html', css: 'text/css',
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', svg: 'image/svg+xml',
  mp3: 'audio/mpeg', wav: 'audio/wav', ogg: 'audio/ogg', m4a: 'audio/mp4', mp4: 'video/mp4', wasm: 'application/wasm',
  ttf: 'font/ttf', otf: 'font/otf', woff: 'font/woff', woff2: 'font/woff2',
};

// An address of the page's own origin as images, sounds and videos take it; others stay as they are.
web.mediaPath = (url) => (url.startsWith(LOCAL_ORIGIN) ? web.localPath(url) : url);
// The path of a local file; undefined for what is somewhere else.
web.localPath = (url) => {
  let path = url;
  if (path.startsWith(LOCAL_ORIGIN)) path = path.slice(LOCAL_ORIGIN.length);
  else if (/^http:\/\/(usr|tmp|store)([/?#]|$)/.test(path)) return path.replace(/[?#].*$/, '');
  else if (path.startsWith('//') || /^[a-z][a-z0-9+.-]*:/i.test(path)) return /^wxfile:/i.test(path) ? path : undefined;
  path = path.replace(/[?#].*$/, '');
  try {
    return decodeURI(path);
  } catch (e) {
    return path;
  }
};
const typeOf = (path) => MEDIA_TYPES[path.split('.').pop().toLowerCase()] || 'application/octet-stream';
const local = (url, path, data) => ({
  status: 200, statusText: 'OK', url, header: { 'Content-Type': typeOf(path), 'Content-Length': String(data.byteLength) }, data,
});

// As from a server, so that who asks for a file that may be there hears an answer and not a failure.
const isMissing = (e) => /no such file or directory|not a directory/.test(e.errMsg || e.message);
const missing = (url) => ({ status: 404, statusText: 'Not Found', url, header: {}, data: new ArrayBuffer(0) });

// data:[<media type>][;base64],<data>
const dataUrl = (url) => {
  const comma = url.indexOf(',');
  if (comma < 0) throw new TypeError('this data URL is not well formed');
  const head = url.slice(5, comma);
  const base64 = /;\s*base64\s*$/i.test(head);
  const body = url.slice(comma + 1).replace(/#.*$/, '');
  let bytes;
  if (base64) {
    const text = atob(decodeURIComponent(body));
    bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  } else {
    // %XX are bytes, whatever they spell.
    const plain = new TextEncoder().encode(body);
    bytes = new Uint8Array(plain.length);
    let length = 0;
    for (let i = 0; i < plain.length; i++) {
      const pair = plain[i] === 37 ? parseInt(String.fromCharCode(plain[i + 1], plain[i + 2]), 16) : NaN;
      bytes[length++] = Number.isNaN(pair) ? plain[i] : pair;
      if (!Number.isNaN(pair)) i += 2;
    }
    bytes = bytes.slice(0, length);
  }
  const type = head.replace(/;\s*base64\s*$/i, '') || 'text/plain;charset=US-ASCII';
  return { status: 200, statusText: 'OK', url, header: { 'Content-Type': type }, data: bytes.buffer };
};

const isData = (url) => /^data:/i.test(url);

// At once, for synchronous requests: only what is local.
web.loadSync = (url) => {
  if (isData(url)) return dataUrl(url);
  const path = web.localPath(url);
  if (path === undefined) throw new DOMException(`${url}: a synchronous request reaches only local files`, 'NetworkError');
  let data;
  try {
    data = wx.getFileSystemManager().readFileSync(path);
  } catch (e) {
    if (isMissing(e)) return missing(url);
    throw e;
  }
  return local(url, path, data);
};
// The text of a script; throws where there is none.
web.loadScript = (url) => {
  const { status, data } = web.loadSync(url);
  if (status !== 200) throw new DOMException(`${url}: status ${status}`, 'NetworkError');
  return web.decodeText(data);
};

// Starts loading; `on` has head, sent, received, done and fail. Gives what ends it.
web.load = ({ method = 'GET', url, header = [], data, redirect, timeout }, on) => {
  let ended = false;
  const finish = ({ data: bytes, ...head }) => {
    if (ended) return;
    on.head(head);
    if (ended) return;
    if (on.received) on.received({ bytes: bytes.byteLength, total: bytes.byteLength });
    if (ended) return;
    on.done(bytes);
  };
  const end = () => {
    ended = true;
  };
  const path = isData(url) ? undefined : web.localPath(url);
  if (isData(url)) {
    // By the event phase, as every answer.
    setTimeout(() => {
      if (ended) return;
      let found;
      try {
        found = dataUrl(url);
      } catch (e) {
        on.fail({ reason: e.message });
        return;
      }
      finish(found);
    }, 0);
    return end;
  }
  if (path !== undefined) {
    wx.getFileSystemManager().readFile({
      filePath: path,
      success: (r) => finish(local(url, path, r.data)),
      fail: (e) => {
        if (isMissing(e)) finish(missing(url));
        else if (!ended) on.fail({ reason: e.errMsg });
      },
    });
    return end;
  }
  const address = url.startsWith('//') ? `https:${url}` : url;
  return web.request({ method, url: address, header, data, redirect, timeout, progress: true }, (name, detail) => {
    if (name === 'head') on.head({ status: detail.statusCode, statusText: detail.statusText, url: detail.url, header: detail.header });
    else if (on[name]) on[name](detail);
  });
};

// A body as wx takes it, and the type that it says of itself.
web.bodyOf = (body) => {
  if (body === null || body === undefined) return {};
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return { data: body };
  if (typeof URLSearchParams === 'function' && body instanceof URLSearchParams) {
    return { data: String(body), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (typeof Blob === 'function' && body instanceof Blob) return { data: web.blobBytes(body), type: body.type };
  return { data: String(body), type: 'text/plain;charset=UTF-8' };
};
// The web adapter's Blob gives its bytes at once under this name.
web.blobBytes = web.blobBytes || ((blob) => {
  throw new TypeError(`the bytes of ${blob} cannot be read`);
});

// Text by the charset of a media type; UTF-8 where it names none that is known.
web.decodeText = (bytes, type) => {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type || '');
  try {
    return new TextDecoder(charset ? charset[1] : 'utf-8').decode(bytes);
  } catch (e) {
    return new TextDecoder().decode(bytes);
  }
};
