// A turning cube with three.js. Run `npm install` first.
// three.js makes an AbortController for its loaders; the platform has none.
globalThis.AbortController ??= class {
  signal = {};
  abort() {}
};
const THREE = require('three');

const canvas = wx.createCanvas(); // the first canvas is the screen
const { windowWidth, windowHeight, pixelRatio } = wx.getWindowInfo();
canvas.width = windowWidth * pixelRatio;
canvas.height = windowHeight * pixelRatio;
// three.js asks the canvas for events of a browser; the platform's canvases have none.
if (!canvas.addEventListener) {
  canvas.addEventListener = () => {};
  canvas.removeEventListener = () => {};
}

const renderer = new THREE.WebGLRenderer({ canvas, context: canvas.getContext('webgl2', { antialias: true }) });
renderer.setSize(windowWidth * pixelRatio, windowHeight * pixelRatio, false);

const scene = new THREE.Scene();
scene.background = new THREE.Color(0x20252b);
const camera = new THREE.PerspectiveCamera(60, windowWidth / windowHeight, 0.1, 100);
camera.position.z = 4;

const cube = new THREE.Mesh(new THREE.BoxGeometry(1.5, 1.5, 1.5), new THREE.MeshLambertMaterial({ color: 0xf2b134 }));
scene.add(cube);
scene.add(new THREE.AmbientLight(0xffffff, 0.8));
const sun = new THREE.DirectionalLight(0xffffff, 2);
sun.position.set(2, 3, 4);
scene.add(sun);

let speed = 0.01;
wx.onTouchStart(() => {
  speed = -speed;
});

const frame = () => {
  cube.rotation.x += speed;
  cube.rotation.y += speed * 1.3;
  renderer.render(scene, camera);
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
console.log('{{name}} is ready');
