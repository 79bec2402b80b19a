// Babylon.js 9: PBR, blurred shadows, particles, a dynamic texture, glow, post-processing.
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { Scene } from '@babylonjs/core/scene.js';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { DirectionalLight } from '@babylonjs/core/Lights/directionalLight.js';
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js';
import { ShadowGenerator } from '@babylonjs/core/Lights/Shadows/shadowGenerator.js';
import '@babylonjs/core/Lights/Shadows/shadowGeneratorSceneComponent.js';
import { MeshBuilder } from '@babylonjs/core/Meshes/meshBuilder.js';
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js';
import { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js';
import { ParticleSystem } from '@babylonjs/core/Particles/particleSystem.js';
import { Color3, Color4 } from '@babylonjs/core/Maths/math.color.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { BlackAndWhitePostProcess } from '@babylonjs/core/PostProcesses/blackAndWhitePostProcess.js';
import { stageCanvas, checks, disc, play, failed, random } from '../stage.js';

try {
  const engine = new Engine(stageCanvas(), false, { audioEngine: false, stencil: true, preserveDrawingBuffer: true }, false);
  const scene = new Scene(engine);
  scene.clearColor = new Color4(0.15, 0.2, 0.3, 1);
  const camera = new FreeCamera('camera', new Vector3(4, 5, -9), scene);
  camera.setTarget(new Vector3(0, 0.6, 0));
  const sun = new DirectionalLight('sun', new Vector3(-1, -2, 1), scene);
  sun.position = new Vector3(5, 10, -5);
  sun.intensity = 2;
  new HemisphericLight('sky', new Vector3(0, 1, 0), scene).intensity = 0.5;
  const shadows = new ShadowGenerator(512, sun);
  shadows.useBlurExponentialShadowMap = true;

  const canvasTexture = (name, source) => {
    const texture = new DynamicTexture(name, source.width, scene, true);
    texture.getContext().drawImage(source, 0, 0);
    texture.update();
    return texture;
  };
  const ground = MeshBuilder.CreateGround('ground', { width: 12, height: 12 }, scene);
  const boards = new StandardMaterial('boards', scene);
  boards.diffuseTexture = canvasTexture('checks', checks(128, '#e8e0d0', '#606878'));
  boards.specularColor = Color3.Black();
  ground.material = boards;
  ground.receiveShadows = true;
  const things = [0, 1, 2, 3].map((i) => {
    const mesh = i % 2 ? MeshBuilder.CreateTorusKnot(`t${i}`, { radius: 0.6, tube: 0.2, radialSegments: 64 }, scene) : MeshBuilder.CreateSphere(`t${i}`, { diameter: 1.6 }, scene);
    mesh.position.set((i % 2) * 2.8 - 1.4, 1.2, Math.floor(i / 2) * 2.8 - 1.4);
    const pbr = new PBRMaterial(`pbr${i}`, scene);
    pbr.albedoColor = [new Color3(0.9, 0.2, 0.2), new Color3(0.9, 0.7, 0.2), new Color3(0.2, 0.6, 0.3), new Color3(0.3, 0.4, 0.9)][i];
    pbr.metallic = [0, 0.6, 0.1, 0.3][i];
    pbr.roughness = [0.4, 0.3, 0.8, 0.2][i];
    mesh.material = pbr;
    shadows.addShadowCaster(mesh);
    return mesh;
  });
  const sparks = new ParticleSystem('sparks', 200, scene);
  sparks.particleTexture = canvasTexture('dot', disc(64, '#ffaa33'));
  sparks.emitter = new Vector3(0, 0.5, 0);
  sparks.minSize = 0.1;
  sparks.maxSize = 0.4;
  sparks.emitRate = 400;
  sparks.direction1 = new Vector3(-2, 6, -2);
  sparks.direction2 = new Vector3(2, 8, 2);
  sparks.updateSpeed = 1 / 60;
  sparks.blendMode = ParticleSystem.BLENDMODE_ADD;
  sparks.start();
  const process = new BlackAndWhitePostProcess('tone', 1, camera);
  process.degree = 0.25;
  scene.executeWhenReady(() => play((index, seconds) => {
    things.forEach((mesh, i) => mesh.rotation.set(seconds * (i + 1), seconds, 0));
    engine.beginFrame();
    scene.render();
    engine.endFrame();
  }));
} catch (error) {
  failed(error);
}
