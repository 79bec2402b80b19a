// three.js, WebGL 2: post-processing through half-float targets (bloom, film, output), a mirror by render target, a cube camera, MRT.
import * as THREE from 'three';
import { EffectComposer } from 'three/addons/postprocessing/EffectComposer.js';
import { RenderPass } from 'three/addons/postprocessing/RenderPass.js';
import { UnrealBloomPass } from 'three/addons/postprocessing/UnrealBloomPass.js';
import { OutputPass } from 'three/addons/postprocessing/OutputPass.js';
import { stageCanvas, checks, play, WIDTH, HEIGHT } from '../stage.js';

const renderer = new THREE.WebGLRenderer({ canvas: stageCanvas(), antialias: false });
renderer.setSize(WIDTH, HEIGHT, false);
renderer.toneMapping = THREE.ReinhardToneMapping;
const scene = new THREE.Scene();
scene.background = new THREE.Color(0x101018);
const camera = new THREE.PerspectiveCamera(50, WIDTH / HEIGHT, 0.1, 50);
camera.position.set(0, 2, 8);
camera.lookAt(0, 0.5, 0);
scene.add(new THREE.PointLight(0xffffff, 60), new THREE.AmbientLight(0x404060, 2));
const bulbs = [0xff3322, 0x22ff66, 0x3366ff].map((colour, i) => {
  const bulb = new THREE.Mesh(new THREE.SphereGeometry(0.3, 16, 12), new THREE.MeshBasicMaterial({ color: new THREE.Color(colour).multiplyScalar(3) }));
  bulb.position.set(i * 1.6 - 1.6, 2, 0);
  scene.add(bulb);
  return bulb;
});
const box = new THREE.Mesh(new THREE.BoxGeometry(1.4, 1.4, 1.4), new THREE.MeshStandardMaterial({ map: new THREE.CanvasTexture(checks(64, '#ffffff', '#4488cc', 4)) }));
box.position.set(-1.4, 0, 0);
scene.add(box);
const cube = new THREE.WebGLCubeRenderTarget(64, { generateMipmaps: true, minFilter: THREE.LinearMipmapLinearFilter });
const eye = new THREE.CubeCamera(0.1, 30, cube);
eye.position.set(1.4, 0, 0);
scene.add(eye);
const chrome = new THREE.Mesh(new THREE.SphereGeometry(0.9, 32, 24), new THREE.MeshStandardMaterial({ envMap: cube.texture, metalness: 1, roughness: 0.1 }));
chrome.position.copy(eye.position);
scene.add(chrome);
const mirror = new THREE.WebGLRenderTarget(128, 128, { depthBuffer: true });
const screen = new THREE.Mesh(new THREE.PlaneGeometry(2.4, 2.4), new THREE.MeshBasicMaterial({ map: mirror.texture }));
screen.position.set(0, -1.9, 1);
screen.rotation.x = -0.5;
const behind = new THREE.PerspectiveCamera(60, 1, 0.1, 30);
behind.position.set(3, 4, 6);
behind.lookAt(0, 0.5, 0);

// Two colour attachments in one pass, read back as two small squares.
const several = new THREE.WebGLRenderTarget(32, 32, { count: 2, magFilter: THREE.NearestFilter, minFilter: THREE.NearestFilter });
const full = new THREE.Mesh(
  new THREE.PlaneGeometry(2, 2),
  new THREE.RawShaderMaterial({
    glslVersion: THREE.GLSL3,
    vertexShader: 'in vec3 position; out vec2 at; void main() { at = position.xy * 0.5 + 0.5; gl_Position = vec4(position, 1.0); }',
    fragmentShader: 'precision highp float; in vec2 at; layout(location = 0) out vec4 one; layout(location = 1) out vec4 two; void main() { one = vec4(at, 0.0, 1.0); two = vec4(0.0, floor(at * 4.0) / 4.0, 1.0); }',
  }),
);
const flat = new THREE.Scene();
flat.add(full);
several.textures.forEach((texture, i) => {
  const square = new THREE.Mesh(new THREE.PlaneGeometry(0.8, 0.8), new THREE.MeshBasicMaterial({ map: texture }));
  square.position.set(i * 3.4 - 1.7, 3.6, 0);
  scene.add(square);
});

const composer = new EffectComposer(renderer);
composer.setSize(WIDTH, HEIGHT);
composer.addPass(new RenderPass(scene, camera));
composer.addPass(new UnrealBloomPass(new THREE.Vector2(WIDTH, HEIGHT), 0.8, 0.4, 0.6));
composer.addPass(new OutputPass());
play((index, seconds) => {
  box.rotation.set(seconds, seconds * 2, 0);
  bulbs.forEach((bulb, i) => (bulb.position.y = 2 + 0.3 * Math.sin(seconds * 5 + i * 2)));
  chrome.visible = false;
  scene.remove(screen);
  eye.update(renderer, scene);
  renderer.setRenderTarget(several);
  renderer.render(flat, camera);
  renderer.setRenderTarget(mirror);
  renderer.render(scene, behind);
  renderer.setRenderTarget(null);
  chrome.visible = true;
  scene.add(screen);
  composer.render(1 / 60);
});
