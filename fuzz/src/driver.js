// Reads bytes as calls. Everything is reached by reflection, so that a new member of a class is called the day it is there.

const NUMBERS = [
  0, -0, 1, -1, 0.5, 2, 3, 4, 7, 8, 16, 32, 64, 100, 255, 256, 1000, 4096, 16384, 65535, 65536, 1e5, 1e6, 1e9, -1e9, 2147483647,
  -2147483648, 4294967295, 9007199254740991, 1e12, 1e20, 1e300, -1e300, 5e-324, 1e-9, NaN, Infinity, -Infinity, 3.14159, 6.2831853,
];
const TEXTS = [
  '', 'a', 'Hello', '10px sans-serif', 'bold 40px serif', '#12345678', 'red', 'rgba(1,2,3,.5)', 'repeat', 'repeat-x', 'copy', 'multiply',
  'destination-out', 'evenodd', 'round', 'bevel', 'center', 'middle', 'rtl', '2d', 'webgl', 'webgl2', 'M0 0L9 9A5 4 1 0 1 3 3Z', 'a.png', '/a.png',
  'blur(4px)', '\u6587\u5b57\ud83c\udf89', '\ud800', 'a\u0000b', 'image/png', 'utf8', 'base64', 'hex', 'r', 'w+', 'wxfile://usr/a', 'wxfile://usr',
  'wxfile://tmp/../x', '../../etc', 'data:image/png;base64,AAAA', 'http://a.example/', 'a_pos', 'u[0]', 'gl_x', '__proto__', 'constructor',
  'OES_vertex_array_object', 'ANGLE_instanced_arrays', 'WEBGL_lose_context', 'EXT_color_buffer_float', 'WEBGL_compressed_texture_s3tc',
  'attribute vec2 a_pos;void main(){gl_Position=vec4(a_pos,0.,1.);}',
  'precision mediump float;uniform vec4 u[2];uniform sampler2D s;void main(){gl_FragColor=u[1]+texture2D(s,u[0].xy);}',
];
const KEYS = [
  'data', 'key', 'url', 'filePath', 'path', 'src', 'width', 'height', 'x', 'y', 'encoding', 'title', 'content', 'type', 'id', 'timeout', 'header',
  'method', 'dirPath', 'oldPath', 'newPath', 'recursive', 'position', 'length', 'flag', 'fd', 'arrayBuffer', 'offset', 'mode', 'style', 'count',
  'itemList', 'text', 'scale', 'adUnitId', 'rootPath', 'srcPath', 'destPath', 'targetPath', 'zipFilePath', 'entries', 'tempFilePath', 'KVDataList',
  'keyList', 'query', 'scene', 'premultipliedAlpha', 'alpha', 'depth', 'a', 'b', 'c', 'd', 'e', 'f', 'm11', 'defaultValue', 'maxLength', 'multiple',
  'interval', 'quality', 'fileType', 'destWidth', 'destHeight', 'value', 'code', 'reason', 'protocols', 'port', 'address', 'message', 'startTime',
];
// They end the run, or only wait.
const LEFT_OUT = new Set(['constructor', 'exitMiniProgram', 'restartMiniProgram', 'triggerGC']);

function explore(kind, bytes) {
  let at = 0;
  const next = () => (at < bytes.length ? bytes[at++] : 0);
  const pick = (list) => list[(list.length > 256 ? next() * 256 + next() : next()) % list.length];
  const pool = [];
  const keep = (made) => {
    const isObject = made !== null && (typeof made === 'object' || typeof made === 'function');
    if (isObject && pool.length < 48 && !pool.includes(made)) pool.push(made);
    return made;
  };
  const known = new Map();
  const members = (of) => {
    const proto = Object.getPrototypeOf(of);
    if (known.has(proto) && of !== wx) return known.get(proto);
    const found = new Set();
    for (let level = of, depth = 0; level && level !== Object.prototype && level !== Function.prototype && depth < 6; depth++) {
      for (const name of Object.getOwnPropertyNames(level).slice(0, 1500)) {
        const property = Object.getOwnPropertyDescriptor(level, name);
        // Constants are no members to call.
        const isConstant = property && 'value' in property && typeof property.value === 'number' && !property.writable;
        if (!LEFT_OUT.has(name) && !isConstant && !/^\d+$/.test(name)) found.add(name);
      }
      level = Object.getPrototypeOf(level);
    }
    const names = [...found];
    known.set(proto, names);
    return names;
  };

  const views = [Uint8Array, Float32Array, Int32Array, Uint16Array, Uint8ClampedArray, Float64Array, DataView];
  const value = (depth) => {
    switch (next() % 20) {
      case 0: case 1: case 2: case 3: return pick(NUMBERS);
      case 4: case 5: return next();
      case 6: return next() * 256 + next() - 32768;
      case 7: return next() / 16;
      case 8: case 9: return pick(TEXTS);
      case 10: case 11: return pool.length ? pick(pool) : null;
      case 12: return constants.length ? pick(constants) : next();
      case 13: return null;
      case 14: return undefined;
      case 15: return (next() & 1) === 1;
      case 16: return depth > 3 ? 1 : Array.from({ length: next() % 7 }, () => value(depth + 1));
      case 17: {
        const kind = pick(views);
        const buffer = new ArrayBuffer((next() % 33) * 8);
        return keep(new kind(buffer, 0));
      }
      case 18: {
        // What runs while an argument is converted, or when the host calls back.
        if (depth > 2) return 2;
        const again = () => {
          if (at < bytes.length) act(depth + 1);
          return next();
        };
        return next() & 1 ? again : { valueOf: again, toString: () => String(again()) };
      }
      default: {
        if (depth > 3) return {};
        const options = {};
        for (let n = next() % 6; n >= 0; n--) options[pick(KEYS)] = value(depth + 1);
        if (next() & 1) options.success = options.fail = () => void act(depth + 1);
        return options;
      }
    }
  };

  const act = (depth) => {
    const of = pool.length ? pick(pool) : wx;
    const names = members(of);
    if (names.length === 0) return;
    const name = pick(names);
    try {
      const how = next();
      if (how % 16 === 15) {
        of[name] = value(depth);
        return;
      }
      const member = of[name];
      if (typeof member !== 'function') {
        keep(member);
        if (how & 1) of[name] = value(depth);
        return;
      }
      const given = Array.from({ length: how % 11 }, () => value(depth));
      const made = how === 240 ? new member(...given) : member.apply(of, given);
      if (made && typeof made.then === 'function') made.then(keep, () => {});
      else keep(made);
    } catch (error) {
      if (String(error).includes('panic')) throw error;
    }
  };

  let constants = [];
  const canvas = wx.createCanvas();
  canvas.width = 64;
  canvas.height = 48;
  if (kind === 'canvas2d') {
    const other = wx.createCanvas();
    other.width = other.height = 20;
    const [first, second] = [canvas.getContext('2d'), other.getContext('2d')];
    if (!first || !second) throw new Error('the driver is wrong: no context');
    const image = wx.createImage();
    image.src = 'a.png';
    // Contexts first and often: most bytes should draw.
    pool.push(first, second, canvas, image, first.createLinearGradient(0, 0, 9, 9), first.createImageData(3, 2));
    if (typeof Path2D === 'function') pool.push(new Path2D());
  } else if (kind === 'webgl') {
    const gl = canvas.getContext(next() & 1 ? 'webgl2' : 'webgl');
    if (!gl) throw new Error('the driver is wrong: no context');
    for (let level = gl; level; level = Object.getPrototypeOf(level)) {
      for (const name of Object.getOwnPropertyNames(level)) {
        if (/^[A-Z0-9_]+$/.test(name) && typeof gl[name] === 'number') constants.push(gl[name]);
      }
    }
    constants = [...new Set(constants)];
    const program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, TEXTS.at(-2)], [gl.FRAGMENT_SHADER, TEXTS.at(-1)]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error('the driver is wrong: no program');
    gl.useProgram(program);
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(16), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 2, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(16));
    pool.push(gl, gl, gl, program, buffer, texture, gl.createFramebuffer(), gl.createRenderbuffer(), gl.getUniformLocation(program, 'u[0]'), canvas);
  } else {
    pool.push(wx, wx.getFileSystemManager());
  }
  for (let calls = 0; calls < 300 && at < bytes.length; calls++) act(0);
  requestAnimationFrame(() => {
    for (let calls = 0; calls < 20 && at < bytes.length; calls++) act(0);
  });
}
