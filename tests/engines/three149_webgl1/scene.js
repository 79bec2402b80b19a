// three.js 0.149 on WebGL 1: the last with WebGL1Renderer, what many published mini-games carry.
import * as THREE from 'three149';
import { stageCanvas, checks, play, WIDTH, HEIGHT } from '../stage.js';

const renderer = new THREE.WebGL1Renderer({ canvas: stageCanvas(), antialias: false });
renderer.setSize(WIDTH, HEIGHT, false);
renderer.shadowMap.enabled = true;
renderer.outputEncoding = THREE.sRGBEncoding;
const scene = new THREE.Scene();
scene.background = new THREE.Color(0xddeeff);
const camera = new THREE.PerspectiveCamera(50, WIDTH / HEIGHT, 0.1, 50);
camera.position.set(3, 4, 8);
camera.lookAt(0, 0.6, 0);
const sun = new THREE.DirectionalLight(0xffffff, 1);
sun.position.set(3, 6, 2);
sun.castShadow = true;
scene.add(sun, new THREE.AmbientLight(0xffffff, 0.4));
const texture = new THREE.CanvasTexture(checks(100, '#dddddd', '#778899'));
const floor = new THREE.Mesh(new THREE.BoxGeometry(8, 0.2, 8), new THREE.MeshStandardMaterial({ map: texture }));
floor.receiveShadow = true;
scene.add(floor);
const things = [THREE.MeshStandardMaterial, THREE.MeshPhongMaterial, THREE.MeshLambertMaterial, THREE.MeshPhysicalMaterial].map((Material, i) => {
  const mesh = new THREE.Mesh(i % 2 ? new THREE.TorusGeometry(0.6, 0.25, 16, 40) : new THREE.DodecahedronGeometry(0.8), new Material({ color: [0xdd4444, 0x44aa44, 0x4466dd, 0xddaa22][i] }));
  mesh.position.set((i % 2) * 2.6 - 1.3, 1.2, Math.floor(i / 2) * 2.6 - 1.3);
  mesh.castShadow = mesh.receiveShadow = true;
  scene.add(mesh);
  return mesh;
});
scene.add(new THREE.LineSegments(new THREE.EdgesGeometry(new THREE.BoxGeometry(2, 2, 2)), new THREE.LineBasicMaterial({ color: 0x222222 })));
play((index, seconds) => {
  for (const [i, mesh] of things.entries()) mesh.rotation.set(seconds * (i + 1), seconds, 0);
  renderer.render(scene, camera);
});
