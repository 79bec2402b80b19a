// SocketTask, and the older functions that mean the newest of them.

const { connections, expectParameter: expect, headerPairs: pairs } = core;
const states = new WeakMap(); // task -> { id, readyState }, while it is not closed
let newest = null;

// Not documented, but named by the platform's own messages, and games ask it before they send. The numbers are those of WebSocket.
const READY_STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };
const { CONNECTING, OPEN, CLOSING, CLOSED } = READY_STATES;
const readyState = (task) => (states.has(task) ? states.get(task).readyState : CLOSED);

const NORMAL = 1000;
const NORMAL_REASON = 'normal closure'; // what onClose tells when the game has closed without a reason
const NOT_OPEN = 'SocketTask.readyState is not OPEN';
const opened = (task) => {
  if (readyState(task) !== OPEN) throw { reason: NOT_OPEN };
  return states.get(task);
};
const send = (task, { data }) => {
  const bytes = data instanceof ArrayBuffer || ArrayBuffer.isView(data);
  if (!bytes && typeof data !== 'string') {
    throw { reason: `parameter error: parameter.data should be String|ArrayBuffer instead of ${core.typeName(data)}` };
  }
  host.call('network.send', { id: opened(task).id, data });
};
const closedFor = (code, reason) => (code === NORMAL && reason === '' ? NORMAL_REASON : reason);
const close = (task, { code = NORMAL, reason = '' }) => {
  if (typeof code !== 'number' || (code !== NORMAL && !(code >= 3000 && code <= 4999))) {
    throw { reason: 'parameter error: parameter.code should be 1000 or from 3000 to 4999' };
  }
  if (new TextEncoder().encode(String(reason)).length > 123) {
    throw { reason: 'parameter error: parameter.reason should not be longer than 123 bytes' };
  }
  const state = states.get(task);
  if (!state) throw { reason: NOT_OPEN };
  if (state.readyState === CLOSING) return;
  if (state.readyState === OPEN) {
    state.readyState = CLOSING;
    host.call('network.close', { id: state.id, code, reason: String(reason) });
    return;
  }
  // Closed before it was open.
  states.delete(task);
  connections.delete(state.id);
  host.call('network.cancel', { id: state.id });
  core.defer(() => tell(task, 'Close', { code, reason: closedFor(code, String(reason)) }));
};

class SocketTask {
  send(options) {
    return core.answer('sendSocketMessage', options, () => send(this, options || {}), 'SocketTask.send');
  }
  close(options) {
    return core.answer('closeSocket', options, () => close(this, options || {}), 'SocketTask.close');
  }
  get readyState() {
    return readyState(this);
  }
}
for (const [name, value] of Object.entries(READY_STATES)) Object.defineProperty(SocketTask.prototype, name, { value, enumerable: true });
core.prototypeEvents(SocketTask.prototype, ['Open', 'Message', 'Error', 'Close'], false);
core.objectPrototype('SocketTask', SocketTask.prototype);

// wx.onSocketX takes one listener, for whichever socket is the newest.
const older = {};
const tell = (task, name, event) => {
  core.tell(task, name, event);
  if (task === newest && older[name]) core.callAll([older[name]], undefined, event);
};
for (const name of ['Open', 'Message', 'Error', 'Close']) {
  core.define(`onSocket${name}`, (listener) => {
    older[name] = typeof listener === 'function' ? listener : undefined;
  });
}

core.define('connectSocket', (options) => {
  const given = options && typeof options === 'object' ? options : {};
  const task = new SocketTask();
  let id;
  const start = () => {
    const protocols = given.protocols === undefined || given.protocols === null ? [] : given.protocols;
    if (!Array.isArray(protocols)) {
      throw { reason: `parameter error: parameter.protocols should be Array instead of ${core.typeName(protocols)}` };
    }
    const url = expect(given, 'url', 'String');
    id = host.call('network.openWebSocket', {
      url, header: pairs(given.header), protocols: protocols.map(String), timeout: given.timeout, tcpNoDelay: !!given.tcpNoDelay,
    });
    return { socketTaskId: id };
  };
  core.answer('connectSocket', core.withoutPromise(given), start);
  newest = task;
  if (id === undefined) return task;
  const state = { id, readyState: CONNECTING };
  states.set(task, state);
  const hear = (event, detail) => {
    switch (event) {
      case 'open':
        state.readyState = OPEN;
        tell(task, 'Open', { header: detail.header, protocol: detail.protocol });
        break;
      case 'message':
        tell(task, 'Message', { data: detail });
        break;
      case 'problem':
        tell(task, 'Error', { errMsg: detail.reason });
        break;
      case 'fail':
        states.delete(task);
        tell(task, 'Error', { errMsg: `connectSocket:fail ${detail.reason}` });
        break;
      case 'close': {
        const byGame = state.readyState === CLOSING;
        states.delete(task);
        tell(task, 'Close', { code: detail.code, reason: byGame ? closedFor(detail.code, detail.reason) : detail.reason });
        break;
      }
    }
  };
  // Behind the answer of connectSocket, which may come in the same frame.
  connections.set(id, (event, detail) => core.defer(() => states.get(task) === state && hear(event, detail)));
  return task;
});

const NOT_CONNECTED = 'WebSocket is not connected';
const ofNewest = (name, work) =>
  core.asynchronous(name, (options) => {
    if (!newest || !states.has(newest)) throw { reason: NOT_CONNECTED };
    work(newest, options);
  });
ofNewest('sendSocketMessage', send);
ofNewest('closeSocket', close);
