// The Gamepad API of browsers.
window.addEventListener('gamepadconnected', (event) => {
  const { gamepad } = event;
  console.log(event instanceof GamepadEvent, gamepad instanceof Gamepad, gamepad.buttons[0] instanceof GamepadButton);
  console.log('connected', gamepad.index, gamepad.id, gamepad.mapping);
});
window.ongamepaddisconnected = ({ gamepad }) => console.log('disconnected', gamepad.index, gamepad.connected, navigator.getGamepads().length);
console.log('getGamepads' in navigator, navigator.getGamepads().length);
let was = '';
const look = () => {
  const [pad] = navigator.getGamepads();
  const now = pad ? `start ${pad.buttons[9].pressed}, right stick ${pad.axes[2]} ${pad.axes[3]}` : 'no gamepad';
  if (now !== was) console.log((was = now));
  requestAnimationFrame(look);
};
look();
