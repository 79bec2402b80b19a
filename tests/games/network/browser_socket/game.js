const socket = new WebSocket('https://game.example/chat', ['chat']);
socket.binaryType = 'arraybuffer';
console.log(socket.url, socket.readyState, WebSocket.OPEN, socket.CLOSED);
try {
  socket.send('early');
} catch (e) {
  console.log(e.name);
}
socket.onopen = () => {
  console.log('open', socket.readyState, socket.protocol);
  socket.send('text');
  socket.send(new Uint8Array([1, 2, 3]).subarray(1));
};
socket.addEventListener('message', ({ data, origin }) => {
  console.log(typeof data === 'string' ? data : new Uint8Array(data).join(), origin);
  if (typeof data !== 'string') {
    socket.close(3000, 'enough');
    console.log(socket.readyState);
  }
});
socket.onclose = ({ code, reason, wasClean }) => console.log('close', code, reason, wasClean, socket.readyState);

const refused = new WebSocket('wss://game.example/refused');
refused.onerror = ({ type }) => console.log(type);
refused.onclose = ({ code, wasClean }) => console.log('close', code, wasClean);
for (const [url, protocols] of [['nonsense'], ['ftp://a'], ['ws://a/#b'], ['ws://a', ['x', 'x']]]) {
  try {
    new WebSocket(url, protocols);
    console.log(url, 'worked?');
  } catch (e) {
    console.log(url, e.name);
  }
}
