// three.js, WebGL 2: a skinned mesh, instances with colours, morph targets, points, sprites, lines, a 3D texture's cousin: a data texture array.
import * as THREE from 'three';
import { stageCanvas, disc, play, random, WIDTH, HEIGHT } from '../stage.js';

const renderer = new THREE.WebGLRenderer({ canvas: stageCanvas(), antialias: false });
renderer.setSize(WIDTH, HEIGHT, false);
const scene = new THREE.Scene();
scene.background = new THREE.Color(0x203040);
const camera = new THREE.PerspectiveCamera(55, WIDTH / HEIGHT, 0.1, 60);
camera.position.set(0, 3, 10);
scene.add(new THREE.DirectionalLight(0xffffff, 2), new THREE.AmbientLight(0xffffff, 0.4));

// A worm of five bones.
const tube = new THREE.CylinderGeometry(0.5, 0.5, 5, 12, 20);
const places = tube.attributes.position;
const [indices, weights] = [[], []];
for (let i = 0; i < places.count; i++) {
  const along = (places.getY(i) + 2.5) / 1.25;
  const bone = Math.min(Math.floor(along), 3);
  indices.push(bone, bone + 1, 0, 0);
  weights.push(1 - (along - bone), along - bone, 0, 0);
}
tube.setAttribute('skinIndex', new THREE.Uint16BufferAttribute(indices, 4));
tube.setAttribute('skinWeight', new THREE.Float32BufferAttribute(weights, 4));
const bones = Array.from({ length: 5 }, (_, i) => {
  const bone = new THREE.Bone();
  bone.position.y = i ? 1.25 : -2.5;
  return bone;
});
bones.forEach((bone, i) => i && bones[i - 1].add(bone));
const worm = new THREE.SkinnedMesh(tube, new THREE.MeshStandardMaterial({ color: 0x66cc88, roughness: 0.6 }));
worm.add(bones[0]);
worm.bind(new THREE.Skeleton(bones));
worm.position.set(-2.2, 1.5, 0);
scene.add(worm);

const crowd = new THREE.InstancedMesh(new THREE.IcosahedronGeometry(0.16, 1), new THREE.MeshStandardMaterial({ roughness: 0.4 }), 200);
const at = new THREE.Object3D();
for (let i = 0; i < 200; i++) {
  at.position.set((random() - 0.5) * 9, -2.5 + random() * 1.5, (random() - 0.5) * 6);
  at.scale.setScalar(0.5 + random());
  at.updateMatrix();
  crowd.setMatrixAt(i, at.matrix);
  crowd.setColorAt(i, new THREE.Color().setHSL(random(), 0.7, 0.55));
}
scene.add(crowd);

const ball = new THREE.SphereGeometry(1, 24, 16);
const spiky = ball.attributes.position.clone();
for (let i = 0; i < spiky.count; i++) {
  const out = 1 + 0.4 * Math.sin(i * 1.7);
  spiky.setXYZ(i, spiky.getX(i) * out, spiky.getY(i) * out, spiky.getZ(i) * out);
}
ball.morphAttributes.position = [spiky];
const morph = new THREE.Mesh(ball, new THREE.MeshPhongMaterial({ color: 0xff8855, flatShading: true }));
morph.position.set(2, 2, 0);
scene.add(morph);

const dot = new THREE.CanvasTexture(disc(64, '#ffcc44'));
const dust = new THREE.BufferGeometry();
dust.setAttribute('position', new THREE.Float32BufferAttribute(Array.from({ length: 300 }, (_, i) => (random() - 0.5) * [12, 10, 8][i % 3]), 3));
scene.add(new THREE.Points(dust, new THREE.PointsMaterial({ map: dot, size: 0.35, transparent: true, depthWrite: false, blending: THREE.AdditiveBlending })));
for (let i = 0; i < 6; i++) {
  const sprite = new THREE.Sprite(new THREE.SpriteMaterial({ map: dot, color: new THREE.Color().setHSL(i / 6, 1, 0.6), rotation: i }));
  sprite.position.set(i - 2.5, 4.5, 0);
  scene.add(sprite);
}
const curve = new THREE.CatmullRomCurve3(Array.from({ length: 8 }, (_, i) => new THREE.Vector3(i - 3.5, 3.6 + Math.sin(i * 2) * 0.4, 1)));
scene.add(new THREE.Line(new THREE.BufferGeometry().setFromPoints(curve.getPoints(60)), new THREE.LineBasicMaterial({ color: 0xffffff })));

// Four layers of one texture array, one on each small square.
const layers = new Uint8Array(4 * 4 * 4 * 4);
for (let i = 0; i < 64; i++) {
  const layer = i >> 4;
  layers.set([layer * 80, (i % 4) * 80, ((i >> 2) % 4) * 80, 255], i * 4);
}
const array = new THREE.DataArrayTexture(layers, 4, 4, 4);
array.needsUpdate = true;
for (let layer = 0; layer < 4; layer++) {
  const material = new THREE.ShaderMaterial({
    glslVersion: THREE.GLSL3,
    uniforms: { layers: { value: array }, layer: { value: layer } },
    vertexShader: 'out vec2 at; void main() { at = uv; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }',
    fragmentShader: 'precision highp sampler2DArray; uniform sampler2DArray layers; uniform int layer; in vec2 at; out vec4 colour; void main() { colour = texture(layers, vec3(at, float(layer))); }',
  });
  const square = new THREE.Mesh(new THREE.PlaneGeometry(0.8, 0.8), material);
  square.position.set(layer - 1.5, -0.6, 3);
  scene.add(square);
}
play((index, seconds) => {
  bones.forEach((bone, i) => (bone.rotation.z = 0.35 * Math.sin(seconds * 6 + i)));
  morph.morphTargetInfluences[0] = 0.5 + 0.5 * Math.sin(seconds * 8);
  morph.rotation.y = seconds;
  renderer.render(scene, camera);
});
