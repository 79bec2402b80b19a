const screen = wx.createCanvas().getContext('2d');
let seed = 7;
const chance = (n) => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return seed % n;
};
const methods = (object) => {
  const prototype = Object.getPrototypeOf(object);
  const isMethod = (name) => name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(prototype, name).value === 'function';
  return prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype).filter(isMethod);
};
const flat = wx.createCanvas();
flat.getContext('2d');

let sound = true;
for (const kind of ['webgl', 'webgl2']) {
  const canvas = wx.createCanvas();
  canvas.width = 32;
  canvas.height = 32;
  const gl = canvas.getContext(kind);
  const enums = Object.getOwnPropertyNames(Object.getPrototypeOf(gl)).filter((name) => /^[A-Z]/.test(name)).map((name) => gl[name]);
  const extensions = gl.getSupportedExtensions().filter((name) => !/lose_context/.test(name)).map((name) => gl.getExtension(name));
  const targets = [gl, ...extensions.filter((extension) => methods(extension).length > 0)];
  const names = targets.map(methods);
  const made = [null, gl];
  const kinds = [
    () => null,
    () => undefined,
    () => NaN,
    () => -1,
    () => 1e20,
    () => 'text',
    () => ({}),
    () => flat,
    () => canvas,
    () => [1, 2, 3, chance(100)],
    () => new Float32Array(chance(70)),
    () => new Uint8Array(chance(4000)),
    () => new Uint16Array(chance(100)),
    () => new DataView(new ArrayBuffer(chance(300))),
    () => made[chance(made.length)],
    () => made[chance(made.length)],
    () => chance(20),
    () => chance(20),
    () => enums[chance(enums.length)],
    () => enums[chance(enums.length)],
    () => enums[chance(enums.length)],
  ];
  for (let i = 0; i < 4000; i += 1) {
    const at = chance(8) === 0 ? chance(targets.length) : 0;
    const target = targets[at];
    const name = names[at][chance(names[at].length)];
    const args = Array.from({ length: chance(11) }, () => kinds[chance(kinds.length)]());
    try {
      const result = target[name](...args);
      if (result && typeof result === 'object' && made.length < 400) made.push(result);
    } catch (e) {
      // What an argument may be thrown for; a panic inside would be an InternalError.
      if (!/^(TypeError|RangeError|Error|InvalidStateError)$/.test(e.name)) {
        sound = false;
        console.error(name, e);
      }
    }
  }
  while (gl.getError()) ;
  // The context still works.
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.disable(gl.SCISSOR_TEST);
  gl.colorMask(true, true, true, true);
  gl.clearColor(1, 0, 0, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  if (gl.isContextLost() || gl.getError()) sound = false;
}
screen.fillStyle = sound ? '#00ff00' : '#ff0000';
screen.fillRect(0, 0, 8, 8);
