// Gamepads of an input script, as a game sees them.
let frame = 0;
const said = new Map();
const say = (key, text) => {
  if (said.get(key) === text) return;
  said.set(key, text);
  console.log(frame, key, text);
};
let first;
wx.onGamepadConnected(({ gamepad }) => {
  if (!first) first = gamepad;
  console.log(frame, 'connected', gamepad.index, gamepad.id, gamepad.mapping, gamepad.buttons.length, gamepad.axes.length);
  console.log(frame, 'the same object', wx.getGamepads()[gamepad.index] === gamepad);
});
const gone = ({ gamepad }) => console.log(frame, 'disconnected', gamepad.index, gamepad.connected, wx.getGamepads().length);
wx.onGamepadDisconnected(gone);
console.log('at the start', JSON.stringify(wx.getGamepads()));
const look = () => {
  const pads = wx.getGamepads();
  say('places', pads.map((pad) => (pad ? 'pad' : 'null')).join(' '));
  for (const pad of pads) {
    if (!pad) continue;
    const down = pad.buttons.map(({ pressed, touched, value }, i) => (value || pressed || touched ? `${i}:${value}${pressed ? ' pressed' : ''}` : '')).filter(Boolean);
    say(`pad ${pad.index}`, `${down.join(', ')} | ${pad.axes.join(' ')}`);
  }
  frame += 1;
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
setTimeout(() => {
  console.log('an old object', first.connected, first.index, first.timestamp > 0);
  wx.offGamepadDisconnected(gone);
}, 1120);
setTimeout(() => console.log('at the end', JSON.stringify(wx.getGamepads())), 1250);
