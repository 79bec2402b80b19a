// Gamepads, as browsers have them: https://w3c.github.io/gamepad/. An object lives as long as its gamepad is there and shows what is pressed
// now. They come from the player or the embedder as input; an embedder may also answer `getGamepads` itself.

// How far a trigger has to be pressed, as in Chromium.
const PRESSED = 30 / 255;

class GamepadButton {
  pressed = false;
  touched = false;
  value = 0;
}
class Gamepad {
  constructor(index, { id, standard, buttons, axes }) {
    this.id = id;
    this.index = index;
    this.connected = true;
    this.timestamp = host.now();
    this.mapping = standard ? 'standard' : '';
    this.axes = new Array(axes).fill(0);
    this.buttons = Array.from({ length: buttons }, () => new GamepadButton());
    this.vibrationActuator = null;
  }
}
host.gamepadClasses = { Gamepad, GamepadButton };

const pads = []; // by number; null where one has gone
core.events('GamepadConnected', 'GamepadDisconnected');
core.onHostEvent('gamepad', (name, index, detail) => {
  if (name === 'connected') {
    while (pads.length <= index) pads.push(null);
    const gamepad = new Gamepad(index, detail);
    if (pads[index]) pads[index].connected = false; // another one took its place
    pads[index] = gamepad;
    core.emit('GamepadConnected', { gamepad });
    return;
  }
  const gamepad = pads[index];
  if (!gamepad) return;
  gamepad.timestamp = host.now();
  if (name === 'button') {
    const [place, value] = detail;
    const pressed = value >= PRESSED;
    Object.assign(gamepad.buttons[place], { pressed, touched: value > 0, value });
  } else if (name === 'axis') {
    const [place, value] = detail;
    gamepad.axes[place] = value;
  } else {
    gamepad.connected = false;
    pads[index] = null;
    while (pads.length && !pads[pads.length - 1]) pads.pop();
    core.emit('GamepadDisconnected', { gamepad });
  }
});
core.define('getGamepads', () => {
  if (pads.length) return pads.slice();
  const reply = host.call('service', { name: 'getGamepads', options: { args: [] } });
  return reply.kind === 'done' ? reply.result : [];
});
