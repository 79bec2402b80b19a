// The levels of a texture are found from the pixels of a quad, also from those that a triangle does not cover. A uniform takes part in the
// coordinates, another one decides an `if`: nothing of that may show along the edges or the diagonal.
const canvas = wx.createCanvas();
canvas.width = canvas.height = 128;
const gl = canvas.getContext('webgl2', { antialias: false, preserveDrawingBuffer: true });
const texels = new Uint8Array(64 * 64 * 4);
for (let i = 0; i < 64 * 64; i++) {
  const light = ((((i & 63) >> 3) ^ (i >> 9)) & 1) === 1;
  texels.set(light ? [255, 255, 255, 255] : [30, 90, 160, 255], i * 4);
}
gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 64, 64, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
gl.generateMipmap(gl.TEXTURE_2D);
gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
const program = gl.createProgram();
const add = (kind, source) => {
  const shader = gl.createShader(kind);
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  gl.attachShader(program, shader);
};
add(gl.VERTEX_SHADER, `#version 300 es
in vec2 place;
out vec2 uv;
void main() {
  uv = place * 0.5 + 0.5;
  gl_Position = vec4(mat2(0.8, 0.3, -0.3, 0.8) * place, 0.0, 1.0);
}`);
add(gl.FRAGMENT_SHADER, `#version 300 es
precision highp float;
uniform sampler2D image;
uniform vec2 tiling;
uniform bool grey;
uniform int turns;
in vec2 uv;
out vec4 color;
void main() {
  vec2 at = uv * tiling;
  if (grey) at = at.yx;
  for (int i = 0; i < 8; i++) {
    if (i >= turns) break;
    at += 0.25;
  }
  color = texture(image, at);
  switch (turns) {
    case 7: color.rgb = vec3(0.0); break;
    default: break;
  }
}`);
gl.linkProgram(program);
gl.useProgram(program);
gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
gl.enableVertexAttribArray(0);
gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
gl.uniform2f(gl.getUniformLocation(program, 'tiling'), 1.4, 1.4);
gl.uniform1i(gl.getUniformLocation(program, 'turns'), 4);
gl.clearColor(0, 0, 0, 1);
gl.clear(gl.COLOR_BUFFER_BIT);
gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
