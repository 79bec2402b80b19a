// TCP and UDP sockets. Their methods answer by events; a wrong argument is an error event.

const { connections, expectParameter: expect } = core;

const bytesOf = (data) => {
  if (typeof data === 'string' || data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data;
  throw { reason: `parameter error: parameter.message should be String|ArrayBuffer instead of ${core.typeName(data)}` };
};
const portOf = (options) => {
  const port = expect(options, 'port', 'Number');
  if (!(Number.isInteger(port) && port >= 0 && port <= 65535)) throw { reason: 'parameter error: parameter.port should be from 0 to 65535' };
  return port;
};
// An error event, in the event phase as all events.
const attempt = (socket, name, work) => {
  try {
    return work();
  } catch (e) {
    const { errMsg, errno } = core.error(name, e);
    core.defer(() => core.tell(socket, 'Error', errno === undefined ? { errMsg } : { errMsg, errno }));
  }
};
const failure = (name, { reason, errno }) => (errno === undefined ? { errMsg: `${name}:fail ${reason}` } : { errMsg: `${name}:fail ${reason}`, errno });

const tcp = new WeakMap(); // socket -> { id, open }

class TCPSocket {
  connect(options) {
    attempt(this, 'TCPSocket.connect', () => {
      const given = options || {};
      if (tcp.has(this)) throw { reason: 'the socket is connected' };
      const address = expect(given, 'address', 'String');
      const id = host.call('network.connectTcp', { address, port: portOf(given), timeout: given.timeout });
      const state = { id, open: false, ends: {} };
      tcp.set(this, state);
      connections.set(id, (event, detail) => {
        switch (event) {
          case 'connect':
            state.open = true;
            state.ends = detail;
            core.tell(this, 'Connect', { remoteInfo: { ...detail.remote }, localInfo: { ...detail.local } });
            break;
          case 'message': {
            const size = detail.byteLength;
            core.tell(this, 'Message', { message: detail, remoteInfo: { ...state.ends.remote, size }, localInfo: state.ends.local });
            break;
          }
          case 'fail':
            tcp.delete(this);
            core.tell(this, 'Error', failure('TCPSocket', detail));
            core.tell(this, 'Close', {});
            break;
          case 'close':
            tcp.delete(this);
            core.tell(this, 'Close', {});
            break;
        }
      });
    });
  }
  write(data) {
    attempt(this, 'TCPSocket.write', () => {
      const state = tcp.get(this);
      if (!state || !state.open) throw { reason: 'the socket is not connected' };
      host.call('network.send', { id: state.id, data: bytesOf(data) });
    });
  }
  close() {
    const state = tcp.get(this);
    if (!state) return;
    if (state.open) {
      host.call('network.close', { id: state.id });
      return;
    }
    tcp.delete(this);
    connections.delete(state.id);
    host.call('network.cancel', { id: state.id });
    core.defer(() => core.tell(this, 'Close', {}));
  }
  bindWifi() {
    attempt(this, 'TCPSocket.bindWifi', () => {
      throw { reason: 'this device binds no socket to a Wi-Fi network' };
    });
  }
}
core.prototypeEvents(TCPSocket.prototype, ['Connect', 'Message', 'Error', 'Close', 'BindWifi']);
core.objectPrototype('TCPSocket', TCPSocket.prototype);
core.synchronous('createTCPSocket', () => new TCPSocket());

const udp = new WeakMap(); // socket -> { id, port }

const bind = (socket, port) => {
  const bound = host.call('network.bindUdp', { port });
  udp.set(socket, bound);
  connections.set(bound.id, (event, detail) => {
    switch (event) {
      case 'datagram':
        core.tell(socket, 'Message', {
          message: detail.data,
          remoteInfo: { ...detail.remote, size: detail.data.byteLength },
          localInfo: detail.local,
        });
        break;
      case 'problem':
        core.tell(socket, 'Error', failure('UDPSocket', detail));
        break;
      case 'fail':
      case 'close':
        udp.delete(socket);
        if (event === 'fail') core.tell(socket, 'Error', failure('UDPSocket', detail));
        core.tell(socket, 'Close', {});
        break;
    }
  });
  core.defer(() => core.tell(socket, 'Listening', {}));
  return bound;
};
const closed = new WeakSet();
// A socket that was never bound is bound to a free port by its first use.
const ready = (socket) => {
  if (closed.has(socket)) throw { reason: 'the socket is closed' };
  return udp.get(socket) || bind(socket, 0);
};
// The part of a message that offset and length name.
const slice = (options) => {
  const data = bytesOf(options.message);
  if (typeof data === 'string') return data;
  const view = new Uint8Array(data.buffer || data, data.byteOffset || 0, data.byteLength);
  const { offset = 0, length = view.length - offset } = options;
  if (!(Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0 && offset + length <= view.length)) {
    throw { reason: 'parameter error: offset and length do not lie within the message' };
  }
  return view.slice(offset, offset + length);
};

class UDPSocket {
  bind(port) {
    return attempt(this, 'UDPSocket.bind', () => {
      if (udp.has(this) || closed.has(this)) throw { reason: 'the socket is bound or closed' };
      return bind(this, port === undefined ? 0 : portOf({ port })).port;
    });
  }
  setTTL(ttl) {
    attempt(this, 'UDPSocket.setTTL', () => {
      if (!udp.has(this)) throw { reason: 'the socket is not bound' };
      host.call('network.setTtl', { id: udp.get(this).id, ttl });
    });
  }
  send(options) {
    attempt(this, 'UDPSocket.send', () => {
      const given = options || {};
      const address = expect(given, 'address', 'String');
      const data = slice(given);
      host.call('network.sendDatagram', { id: ready(this).id, address, port: portOf(given), data, broadcast: !!given.setBroadcast });
    });
  }
  connect(options) {
    attempt(this, 'UDPSocket.connect', () => {
      const given = options || {};
      const address = expect(given, 'address', 'String');
      const port = portOf(given);
      const socket = ready(this);
      host.call('network.connectUdp', { id: socket.id, address, port });
      socket.connected = true;
    });
  }
  // On a connected socket; the address of its options is optional there.
  write(options) {
    attempt(this, 'UDPSocket.write', () => {
      const given = options || {};
      if (given.address !== undefined) {
        this.send(given);
        return;
      }
      const socket = udp.get(this);
      if (!socket || !socket.connected) throw { reason: 'the socket is not connected' };
      const data = slice(given);
      host.call('network.send', { id: socket.id, data: typeof data === 'string' ? new TextEncoder().encode(data) : data });
    });
  }
  close() {
    closed.add(this);
    const socket = udp.get(this);
    if (socket) host.call('network.close', { id: socket.id });
  }
}
core.prototypeEvents(UDPSocket.prototype, ['Close', 'Error', 'Listening', 'Message']);
core.objectPrototype('UDPSocket', UDPSocket.prototype);
core.synchronous('createUDPSocket', () => new UDPSocket());
