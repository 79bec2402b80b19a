// WebSocket: https://websockets.spec.whatwg.org/

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };
const ABNORMAL = 1006;

const addressOf = (url) => {
  const syntax = () => new DOMException(`'${url}' is no address of a WebSocket`, 'SyntaxError');
  let address;
  try {
    address = new URL(String(url));
  } catch (e) {
    throw syntax();
  }
  if (address.protocol === 'http:') address.protocol = 'ws:';
  if (address.protocol === 'https:') address.protocol = 'wss:';
  if (!/^wss?:$/.test(address.protocol) || address.hash) throw syntax();
  return address.href;
};

class WebSocket extends EventTarget {
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  binaryType = 'blob';
  #url;
  #task;
  #state = STATES.CONNECTING;
  #protocol = '';

  constructor(url, protocols = []) {
    super();
    this.#url = addressOf(url);
    const list = Array.isArray(protocols) ? protocols.map(String) : [String(protocols)];
    if (new Set(list).size !== list.length || list.some((name) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))) {
      throw new DOMException('these are no protocols', 'SyntaxError');
    }
    const failed = (errMsg) => {
      if (this.#state === STATES.CLOSED) return;
      this.#state = STATES.CLOSED;
      this.dispatchEvent(Object.assign(new Event('error'), { message: errMsg }));
      this.dispatchEvent(new CloseEvent('close', { code: ABNORMAL }));
    };
    this.#task = wx.connectSocket({ url: this.#url, protocols: list, fail: ({ errMsg }) => failed(errMsg) });
    this.#task.onOpen(({ protocol }) => {
      this.#state = STATES.OPEN;
      this.#protocol = protocol || '';
      this.dispatchEvent(new Event('open'));
    });
    this.#task.onMessage(({ data }) => {
      if (this.#state !== STATES.OPEN) return;
      const blob = typeof data !== 'string' && this.binaryType === 'blob' && typeof Blob === 'function';
      this.dispatchEvent(new MessageEvent('message', { data: blob ? new Blob([data]) : data, origin: new URL(this.#url).origin }));
    });
    this.#task.onError(({ errMsg }) => {
      if (this.#state === STATES.CONNECTING) failed(errMsg);
      else this.dispatchEvent(Object.assign(new Event('error'), { message: errMsg }));
    });
    this.#task.onClose(({ code, reason }) => {
      if (this.#state === STATES.CLOSED) return;
      this.#state = STATES.CLOSED;
      this.dispatchEvent(new CloseEvent('close', { wasClean: code !== ABNORMAL, code, reason }));
    });
  }
  get url() {
    return this.#url;
  }
  get readyState() {
    return this.#state;
  }
  get protocol() {
    return this.#protocol;
  }
  get extensions() {
    return ''; // none is offered
  }
  get bufferedAmount() {
    return 0; // what is sent is handed on at once
  }
  send(data) {
    if (this.#state === STATES.CONNECTING) throw new DOMException('the socket is not open yet', 'InvalidStateError');
    if (this.#state !== STATES.OPEN) return;
    const bytes = data instanceof ArrayBuffer || ArrayBuffer.isView(data);
    const blob = typeof Blob === 'function' && data instanceof Blob;
    this.#task.send({ data: bytes ? data : blob ? web.blobBytes(data) : String(data), fail: ({ errMsg }) => console.warn(errMsg) });
  }
  close(code, reason = '') {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`${code} is no code of a game's`, 'InvalidAccessError');
    }
    if (new TextEncoder().encode(reason).length > 123) throw new DOMException('the reason is too long', 'SyntaxError');
    if (this.#state >= STATES.CLOSING) return;
    const connecting = this.#state === STATES.CONNECTING;
    this.#state = STATES.CLOSING;
    this.#task.close({ code, reason, fail() {} });
    if (connecting) this.dispatchEvent(new Event('error'));
  }
}
for (const [name, value] of Object.entries(STATES)) {
  for (const target of [WebSocket, WebSocket.prototype]) Object.defineProperty(target, name, { value, enumerable: true });
}

web.define({ WebSocket });
