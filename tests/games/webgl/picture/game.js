const canvas = wx.createCanvas();
const gl = canvas.getContext('webgl', { antialias: false });

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
const colored = build(
  `attribute vec2 at; attribute vec3 color; varying vec3 shade; uniform float size;
   void main() { shade = color; gl_Position = vec4(at, 0.0, 1.0); gl_PointSize = size; }`,
  'precision mediump float; varying vec3 shade; void main() { gl_FragColor = vec4(shade, 1.0); }',
);
const textured = build(
  `attribute vec2 at; attribute vec2 from; varying vec2 uv; uniform mat4 place;
   void main() { uv = from; gl_Position = place * vec4(at, 0.0, 1.0); }`,
  'precision mediump float; varying vec2 uv; uniform sampler2D image; void main() { gl_FragColor = texture2D(image, uv); }',
);
const buffer = (numbers) => {
  const made = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, made);
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(numbers), gl.STATIC_DRAW);
  return made;
};
// x, y, red, green, blue
const triangle = buffer([-0.9, 0.1, 1, 0, 0, -0.1, 0.1, 0, 1, 0, -0.5, 0.9, 0, 0, 1]);
const dots = buffer([0.2, 0.8, 1, 1, 0, 0.5, 0.8, 0, 1, 1, 0.8, 0.8, 1, 0, 1, 0.2, 0.3, 1, 1, 1, 0.8, 0.6, 1, 1, 1]);
const quad = buffer([-1, -1, 0, 0, 1, -1, 1, 0, -1, 1, 0, 1, 1, 1, 1, 1]);

const texture = (source) => {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, true);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return made;
};
const label = wx.createCanvas();
label.width = 50;
label.height = 30;
const flat = label.getContext('2d');
flat.fillStyle = '#335';
flat.fillRect(0, 0, 50, 30);
flat.fillStyle = '#ff0';
flat.fillRect(4, 4, 20, 6);
flat.fillStyle = 'rgba(255, 255, 255, 0.5)';
flat.beginPath();
flat.arc(36, 16, 10, 0, 7);
flat.fill();
const fromCanvas = texture(label);
const pixels = wx.createImageData(2, 2);
pixels.data.set([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 128]);
const fromPixels = texture(pixels);

const attribute = (program, name, size, stride, offset) => {
  const at = gl.getAttribLocation(program, name);
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, size, gl.FLOAT, false, stride, offset);
};
const drawQuad = (image, x, y, width, height) => {
  gl.bindBuffer(gl.ARRAY_BUFFER, quad);
  attribute(textured, 'at', 2, 16, 0);
  attribute(textured, 'from', 2, 16, 8);
  gl.uniformMatrix4fv(gl.getUniformLocation(textured, 'place'), false, [width, 0, 0, 0, 0, height, 0, 0, 0, 0, 1, 0, x, y, 0, 1]);
  gl.activeTexture(gl.TEXTURE1);
  gl.bindTexture(gl.TEXTURE_2D, image);
  gl.uniform1i(gl.getUniformLocation(textured, 'image'), 1);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
};
const draw = () => {
  gl.clearColor(0.1, 0.1, 0.15, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.useProgram(colored);
  gl.bindBuffer(gl.ARRAY_BUFFER, triangle);
  attribute(colored, 'at', 2, 20, 0);
  attribute(colored, 'color', 3, 20, 8);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  gl.bindBuffer(gl.ARRAY_BUFFER, dots);
  attribute(colored, 'at', 2, 20, 0);
  attribute(colored, 'color', 3, 20, 8);
  gl.uniform1f(gl.getUniformLocation(colored, 'size'), 12);
  gl.drawArrays(gl.POINTS, 0, 3);
  gl.drawArrays(gl.LINES, 3, 2);
  gl.useProgram(textured);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  drawQuad(fromCanvas, -0.5, -0.5, 0.4, 0.3);
  drawQuad(fromPixels, 0.5, -0.5, 0.35, 0.35);
  gl.disable(gl.BLEND);
  const error = gl.getError();
  if (error) console.error(`gl error ${error}`);
  requestAnimationFrame(draw);
};
requestAnimationFrame(draw);
