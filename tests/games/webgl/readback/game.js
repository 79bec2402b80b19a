const canvas = wx.createCanvas();
const gl = canvas.getContext('webgl', { antialias: false });

const pixel = (x, y) => {
  const out = new Uint8Array(4);
  gl.readPixels(x, y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
  return [...out].join(',');
};
const check = (what) => console.log(what, gl.getError());

gl.clearColor(1, 0, 0.2, 1);
gl.clear(gl.COLOR_BUFFER_BIT);
check(`clear ${pixel(0, 0)} outside ${pixel(-1, 0)}`);
gl.enable(gl.SCISSOR_TEST);
gl.scissor(0, 4, 8, 4);
gl.clearColor(0, 0, 1, 0.5);
gl.clear(gl.COLOR_BUFFER_BIT);
gl.disable(gl.SCISSOR_TEST);
// Rows count from the bottom.
check(`scissor low ${pixel(2, 3)} high ${pixel(2, 4)}`);

const build = (vertex, fragment) => {
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) console.log(gl.getShaderInfoLog(shader));
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) console.log(gl.getProgramInfoLog(program));
  return program;
};
const quad = gl.createBuffer();
gl.bindBuffer(gl.ARRAY_BUFFER, quad);
gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
const flat = build(
  'attribute vec2 at; uniform vec2 scale; void main() { gl_Position = vec4(at * scale, 0.0, 1.0); }',
  'precision mediump float; uniform vec4 color; void main() { gl_FragColor = color; }',
);
gl.useProgram(flat);
const at = gl.getAttribLocation(flat, 'at');
gl.enableVertexAttribArray(at);
gl.vertexAttribPointer(at, 2, gl.FLOAT, false, 0, 0);
gl.uniform2f(gl.getUniformLocation(flat, 'scale'), 0.5, 0.5);
gl.uniform4fv(gl.getUniformLocation(flat, 'color'), new Float32Array([0, 1, 0, 1]));
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
check(`draw corner ${pixel(1, 1)} middle ${pixel(4, 4)}`);

// Uniforms of the next draw, by another way, with indices.
const indices = gl.createBuffer();
gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint16Array([9, 0, 1, 2, 2, 1, 3]), gl.STATIC_DRAW);
gl.uniform4f(gl.getUniformLocation(flat, 'color'), 1, 1, 0, 1);
gl.uniform2fv(gl.getUniformLocation(flat, 'scale'), [1, 0.25]);
gl.drawElements(gl.TRIANGLES, 6, gl.UNSIGNED_SHORT, 2);
check(`indices ${pixel(0, 3)} ${pixel(7, 4)} above ${pixel(4, 5)}`);
gl.drawElements(gl.TRIANGLES, 6, gl.UNSIGNED_SHORT, 0);
check('index out of range');

// Blending, with a mask.
gl.enable(gl.BLEND);
gl.blendFunc(gl.ONE, gl.ONE);
gl.colorMask(true, true, true, false);
gl.uniform4f(gl.getUniformLocation(flat, 'color'), 0, 0, 0.5, 1);
gl.uniform2f(gl.getUniformLocation(flat, 'scale'), 1, 1);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
gl.colorMask(true, true, true, true);
gl.disable(gl.BLEND);
check(`blend ${pixel(0, 3)} ${pixel(0, 7)}`);

// A framebuffer of a texture, then the texture on the canvas.
const texture = gl.createTexture();
gl.bindTexture(gl.TEXTURE_2D, texture);
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 4, 4, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
const framebuffer = gl.createFramebuffer();
gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
const depth = gl.createRenderbuffer();
gl.bindRenderbuffer(gl.RENDERBUFFER, depth);
gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT16, 4, 4);
gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
check(`complete ${gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE}`);
gl.viewport(0, 0, 4, 4);
gl.clearColor(0, 0, 0, 1);
gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
gl.viewport(0, 0, 2, 4);
gl.uniform4f(gl.getUniformLocation(flat, 'color'), 1, 0, 1, 1);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
check(`framebuffer left ${pixel(1, 1)} right ${pixel(2, 1)}`);
gl.bindFramebuffer(gl.FRAMEBUFFER, null);
gl.viewport(0, 0, 8, 8);
const textured = build(
  'attribute vec2 at; varying vec2 uv; void main() { uv = at * 0.5 + 0.5; gl_Position = vec4(at, 0.0, 1.0); }',
  'precision mediump float; varying vec2 uv; uniform sampler2D image; void main() { gl_FragColor = texture2D(image, uv); }',
);
gl.useProgram(textured);
const place = gl.getAttribLocation(textured, 'at');
gl.enableVertexAttribArray(place);
gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
check(`texture left ${pixel(3, 0)} right ${pixel(4, 0)}`);
gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, 2, 0, 0, 0, 2, 4);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
check(`copied right ${pixel(6, 0)}`);

// Texels of several kinds.
gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
const upload = (format, type, data) => {
  gl.texImage2D(gl.TEXTURE_2D, 0, format, 1, 1, 0, format, type, data);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  return pixel(4, 4);
};
check(`rgb ${upload(gl.RGB, gl.UNSIGNED_BYTE, new Uint8Array([10, 20, 30]))}`);
check(`luminance ${upload(gl.LUMINANCE, gl.UNSIGNED_BYTE, new Uint8Array([99]))}`);
check(`alpha ${upload(gl.ALPHA, gl.UNSIGNED_BYTE, new Uint8Array([7]))}`);
check(`565 ${upload(gl.RGB, gl.UNSIGNED_SHORT_5_6_5, new Uint16Array([0xf800]))}`);
check(`wrong view ${upload(gl.RGBA, gl.UNSIGNED_BYTE, new Uint16Array(4))}`);
check(`too short ${upload(gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(3))}`);

// The depth test keeps what is nearer.
gl.enable(gl.DEPTH_TEST);
gl.clear(gl.DEPTH_BUFFER_BIT);
gl.useProgram(flat);
gl.uniform4f(gl.getUniformLocation(flat, 'color'), 0, 0, 0, 1);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
gl.uniform4f(gl.getUniformLocation(flat, 'color'), 1, 1, 1, 1);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
check(`depth less ${pixel(4, 4)}`);
gl.depthFunc(gl.LEQUAL);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
check(`depth equal ${pixel(4, 4)}`);
requestAnimationFrame(() => {
  // The drawing buffer was shown, and is clear again.
  check(`next frame ${pixel(4, 4)}`);
});
