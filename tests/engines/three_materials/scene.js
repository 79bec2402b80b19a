// three.js, WebGL 2: standard and physical materials, shadows of two lights, fog, a canvas texture, transparency.
import * as THREE from 'three';
import { stageCanvas, checks, play, WIDTH, HEIGHT } from '../stage.js';

const renderer = new THREE.WebGLRenderer({ canvas: stageCanvas(), antialias: false });
renderer.setSize(WIDTH, HEIGHT, false);
renderer.shadowMap.enabled = true;
renderer.shadowMap.type = THREE.PCFShadowMap;
renderer.toneMapping = THREE.ACESFilmicToneMapping;

const scene = new THREE.Scene();
scene.background = new THREE.Color(0x88aacc);
scene.fog = new THREE.Fog(0x88aacc, 8, 22);
const camera = new THREE.PerspectiveCamera(50, WIDTH / HEIGHT, 0.1, 50);
camera.position.set(4, 5, 9);
camera.lookAt(0, 0.8, 0);

const sun = new THREE.DirectionalLight(0xfff0d8, 2.5);
sun.position.set(4, 8, 3);
sun.castShadow = true;
sun.shadow.mapSize.set(512, 512);
Object.assign(sun.shadow.camera, { left: -6, right: 6, top: 6, bottom: -6 });
const lamp = new THREE.SpotLight(0x6080ff, 80, 20, 0.6, 0.4);
lamp.position.set(-5, 6, 2);
lamp.castShadow = true;
lamp.shadow.mapSize.set(512, 512);
scene.add(sun, lamp, new THREE.HemisphereLight(0xbbccff, 0x334422, 0.6));

const texture = new THREE.CanvasTexture(checks(128, '#f0e8d8', '#806040'));
texture.colorSpace = THREE.SRGBColorSpace;
texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
texture.repeat.set(4, 4);
texture.anisotropy = 4;
const floor = new THREE.Mesh(new THREE.PlaneGeometry(30, 30), new THREE.MeshStandardMaterial({ map: texture, roughness: 0.9 }));
floor.rotation.x = -Math.PI / 2;
floor.receiveShadow = true;
scene.add(floor);

const materials = [
  new THREE.MeshStandardMaterial({ color: 0xcc3333, roughness: 0.3, metalness: 0.1 }),
  new THREE.MeshStandardMaterial({ color: 0xccaa44, roughness: 0.25, metalness: 1 }),
  new THREE.MeshPhysicalMaterial({ color: 0x2255aa, roughness: 0.5, clearcoat: 1, clearcoatRoughness: 0.1 }),
  new THREE.MeshPhysicalMaterial({ color: 0x44aa66, roughness: 0.6, sheen: 1, sheenColor: new THREE.Color(0xffffff) }),
  new THREE.MeshPhongMaterial({ color: 0x9944cc, shininess: 80, flatShading: true }),
  new THREE.MeshToonMaterial({ color: 0xdd7722 }),
  new THREE.MeshLambertMaterial({ color: 0xffffff, transparent: true, opacity: 0.5 }),
  new THREE.MeshNormalMaterial(),
];
const geometries = [
  new THREE.SphereGeometry(0.7, 32, 24), new THREE.TorusKnotGeometry(0.5, 0.18, 96, 12), new THREE.BoxGeometry(1.1, 1.1, 1.1), new THREE.CylinderGeometry(0.4, 0.7, 1.3, 24),
];
const things = materials.map((material, i) => {
  const mesh = new THREE.Mesh(geometries[i % 4], material);
  mesh.position.set((i % 4) * 1.9 - 2.85, 1, Math.floor(i / 4) * 2.2 - 1.1);
  mesh.castShadow = mesh.receiveShadow = true;
  scene.add(mesh);
  return mesh;
});
play((index, seconds) => {
  things.forEach((mesh, i) => mesh.rotation.set(seconds * (1 + i / 8), seconds * 2, 0));
  renderer.render(scene, camera);
});
