// Uniform blocks that end with their last member, in buffers that are no longer than that.
const canvas = wx.createCanvas();
canvas.width = canvas.height = 4;
const gl = canvas.getContext('webgl2', { antialias: false });
const program = gl.createProgram();
const add = (kind, source) => {
  const shader = gl.createShader(kind);
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  gl.attachShader(program, shader);
};
add(gl.VERTEX_SHADER, `#version 300 es
layout(std140) uniform Place { mat4 turn; float scale; };
void main() {
  vec2 corner = vec2[3](vec2(-1, -1), vec2(3, -1), vec2(-1, 3))[gl_VertexID];
  gl_Position = turn * vec4(corner * scale, 0, 1);
}`);
add(gl.FRAGMENT_SHADER, `#version 300 es
precision highp float;
layout(std140) uniform Paint { vec3 tint; };
out vec4 color;
void main() { color = vec4(tint, 1); }`);
gl.linkProgram(program);
gl.useProgram(program);
const index = (name) => gl.getUniformBlockIndex(program, name);
for (const name of ['Place', 'Paint']) console.log(name, gl.getActiveUniformBlockParameter(program, index(name), gl.UNIFORM_BLOCK_DATA_SIZE));
const place = gl.createBuffer();
gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, place);
gl.bufferData(gl.UNIFORM_BUFFER, new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1]), gl.STATIC_DRAW);
const paint = gl.createBuffer();
gl.bindBuffer(gl.UNIFORM_BUFFER, paint);
gl.bufferData(gl.UNIFORM_BUFFER, new Float32Array([0.5, 0.25, 1]), gl.STATIC_DRAW);
gl.uniformBlockBinding(program, index('Place'), 0);
gl.uniformBlockBinding(program, index('Paint'), 1);
const draw = (what) => {
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  const error = gl.getError();
  const pixel = new Uint8Array(4);
  gl.readPixels(1, 1, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  console.log(what, pixel.join(), error === gl.NO_ERROR ? 'drawn' : error);
};
gl.bindBufferBase(gl.UNIFORM_BUFFER, 1, paint);
draw('whole buffers');
const step = gl.getParameter(gl.UNIFORM_BUFFER_OFFSET_ALIGNMENT);
gl.bufferData(gl.UNIFORM_BUFFER, step + 12, gl.STATIC_DRAW);
gl.bufferSubData(gl.UNIFORM_BUFFER, step, new Float32Array([0, 1, 0]));
gl.bindBufferRange(gl.UNIFORM_BUFFER, 1, paint, step, 12);
draw('the end of one');
gl.bufferData(gl.UNIFORM_BUFFER, step + 8, gl.STATIC_DRAW);
draw('too short');
