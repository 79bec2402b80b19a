const canvas = wx.createCanvas();
const gl = canvas.getContext('webgl');
console.log(gl === canvas.getContext('webgl'), canvas.getContext('2d'), canvas.getContext('webgl2'));
console.log(gl.canvas === canvas, gl.drawingBufferWidth, gl.drawingBufferHeight);
console.log(gl instanceof WebGLRenderingContext, typeof WebGL2RenderingContext, Object.prototype.toString.call(gl));
console.log(JSON.stringify(gl.getContextAttributes()));

// Constants are on the object's class and on its constructor.
console.log(gl.TRIANGLES, WebGLRenderingContext.COLOR_BUFFER_BIT, 'TEXTURE_3D' in gl, WebGL2RenderingContext.TEXTURE_3D);

// The same object comes back as long as it lives.
const buffer = gl.createBuffer();
buffer.mark = 'mine';
gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
console.log(gl.getParameter(gl.ARRAY_BUFFER_BINDING) === buffer, gl.getParameter(gl.ELEMENT_ARRAY_BUFFER_BINDING));
const texture = gl.createTexture();
gl.bindTexture(gl.TEXTURE_2D, texture);
console.log(gl.getParameter(gl.TEXTURE_BINDING_2D) === texture, gl.isTexture(texture), gl.isBuffer(buffer));
gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([1, 2, 3]), gl.STATIC_DRAW);
console.log(gl.getBufferParameter(gl.ARRAY_BUFFER, gl.BUFFER_SIZE), gl.getError());

// One that only the context knows stays, and has an object again when it is asked for.
gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, 6, gl.STATIC_DRAW);

// Parameters of every kind.
const p = (name) => gl.getParameter(gl[name]);
const show = (v) => (v && v.buffer ? `${v.constructor.name}[${[...v]}]` : String(v));
gl.viewport(1, 2, 3, 4);
gl.clearColor(0.25, 0.5, 2, 1);
gl.colorMask(true, false, true, false);
console.log(['VIEWPORT', 'COLOR_CLEAR_VALUE', 'COLOR_WRITEMASK', 'DEPTH_TEST', 'LINE_WIDTH', 'VERSION'].map((n) => show(p(n))).join(' '));
console.log(p('MAX_TEXTURE_SIZE') >= 2048, p('MAX_VERTEX_ATTRIBS') >= 8, p('SHADING_LANGUAGE_VERSION'));

// Errors come one at a time, and a call that fails changes nothing.
gl.enable(0x1234);
gl.bindBuffer(gl.ARRAY_BUFFER, null);
gl.bufferData(gl.ARRAY_BUFFER, 16, gl.STATIC_DRAW);
gl.viewport(0, 0, -1, 1);
console.log([gl.getError(), gl.getError(), gl.getError(), gl.getError()].join(' '));
try {
  gl.bindBuffer(gl.ARRAY_BUFFER, {});
} catch (e) {
  console.log(e.name, e.message);
}
const other = wx.createCanvas().getContext('experimental-webgl');
other.bindBuffer(other.ARRAY_BUFFER, buffer);
console.log(other.getError() === gl.INVALID_OPERATION, other.drawingBufferWidth);

// Extensions: the same object each time, null for what there is none of.
const vao = gl.getExtension('OES_vertex_array_object');
console.log(vao === gl.getExtension('oes_vertex_array_object'), gl.getExtension('NOTHING'), vao.VERTEX_ARRAY_BINDING_OES);
const array = vao.createVertexArrayOES();
vao.bindVertexArrayOES(array);
console.log(gl.getParameter(vao.VERTEX_ARRAY_BINDING_OES) === array, vao.isVertexArrayOES(array));

// Programs say what is in them.
const shader = (kind, text) => {
  const made = gl.createShader(kind);
  gl.shaderSource(made, text);
  gl.compileShader(made);
  return made;
};
const vertex = shader(gl.VERTEX_SHADER, 'attribute vec2 at; uniform mat3 turn[2]; void main() { gl_Position = vec4(turn[1] * vec3(at, 1.0), 1.0); }');
const fragment = shader(gl.FRAGMENT_SHADER, 'precision mediump float; uniform vec4 color; void main() { gl_FragColor = color; }');
const broken = shader(gl.FRAGMENT_SHADER, 'void main() { gl_FragColor = nothing; }');
console.log(gl.getShaderParameter(vertex, gl.COMPILE_STATUS), gl.getShaderParameter(broken, gl.COMPILE_STATUS), gl.getShaderInfoLog(broken).length > 0);
const program = gl.createProgram();
gl.attachShader(program, vertex);
gl.attachShader(program, fragment);
gl.linkProgram(program);
console.log(gl.getProgramParameter(program, gl.LINK_STATUS), gl.getAttachedShaders(program)[0] === vertex);
for (let i = 0; i < gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS); i += 1) {
  const { name, size, type } = gl.getActiveUniform(program, i);
  console.log(name, size, type.toString(16));
}
gl.useProgram(program);
const color = gl.getUniformLocation(program, 'color');
gl.uniform4f(color, 1, 0.5, 0.25, 0);
console.log(show(gl.getUniform(program, color)));
gl.uniform4fv(color, [4, 3, 2, 1]);
console.log(show(gl.getUniform(program, color)), gl.getUniformLocation(program, 'missing'));
gl.uniformMatrix3fv(gl.getUniformLocation(program, 'turn[1]'), false, new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9]));
console.log(show(gl.getUniform(program, gl.getUniformLocation(program, 'turn[1]'))), gl.getError());
gl.uniform3f(color, 1, 2, 3);
console.log(gl.getError() === gl.INVALID_OPERATION);

requestAnimationFrame(() => {
  wx.triggerGC();
  requestAnimationFrame(() => {});
  const index = gl.getParameter(gl.ELEMENT_ARRAY_BUFFER_BINDING);
  console.log(index, gl.getParameter(gl.ARRAY_BUFFER_BINDING));
});
