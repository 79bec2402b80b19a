// PlayCanvas 2, WebGL 2: standard materials, shadows, particles, a camera for the sky, layers of its own.
import * as pc from 'playcanvas';
import { stageCanvas, checks, play, failed, WIDTH, HEIGHT } from '../stage.js';

async function main() {
  const canvas = stageCanvas();
  const device = await pc.createGraphicsDevice(canvas, { deviceTypes: ['webgl2'], antialias: false, glslangUrl: '', twgslUrl: '' });
  const options = new pc.AppOptions();
  options.graphicsDevice = device;
  options.componentSystems = [pc.RenderComponentSystem, pc.CameraComponentSystem, pc.LightComponentSystem, pc.ParticleSystemComponentSystem];
  options.resourceHandlers = [pc.TextureHandler, pc.ContainerHandler];
  const app = new pc.AppBase(canvas);
  app.init(options);
  app.setCanvasFillMode(pc.FILLMODE_NONE, WIDTH, HEIGHT);
  app.setCanvasResolution(pc.RESOLUTION_FIXED, WIDTH, HEIGHT);
  app.autoRender = true;
  app.scene.ambientLight = new pc.Color(0.25, 0.25, 0.3);
  const entity = (name, setup, parent = app.root) => {
    const made = new pc.Entity(name);
    setup(made);
    parent.addChild(made);
    return made;
  };
  entity('camera', (e) => {
    e.addComponent('camera', { clearColor: new pc.Color(0.5, 0.65, 0.8), fov: 50 });
    e.setPosition(4, 5, 9);
    e.lookAt(0, 0.6, 0);
  });
  entity('sun', (e) => {
    e.addComponent('light', { type: 'directional', castShadows: true, shadowResolution: 512, shadowDistance: 30, intensity: 1.4, shadowBias: 0.2, normalOffsetBias: 0.05 });
    e.setEulerAngles(45, 30, 0);
  });
  entity('lamp', (e) => {
    e.addComponent('light', { type: 'omni', color: new pc.Color(1, 0.6, 0.3), range: 8, intensity: 2 });
    e.setPosition(-2, 3, 2);
  });
  const texture = new pc.Texture(device, { width: 128, height: 128, format: pc.PIXELFORMAT_SRGBA8, mipmaps: true });
  texture.setSource(checks(128, '#f0f0f0', '#557755'));
  const material = (colour, more = {}) => {
    const made = new pc.StandardMaterial();
    made.diffuse = colour;
    Object.assign(made, { gloss: 0.6, useMetalness: true }, more);
    made.update();
    return made;
  };
  entity('floor', (e) => {
    e.addComponent('render', { type: 'box', material: material(new pc.Color(1, 1, 1), { diffuseMap: texture, gloss: 0.1 }) });
    e.setLocalScale(9, 0.2, 9);
  });
  const colours = [[0.9, 0.2, 0.2], [0.9, 0.8, 0.2], [0.2, 0.6, 0.9], [0.4, 0.8, 0.4]];
  const things = ['sphere', 'box', 'cone', 'capsule'].map((type, i) =>
    entity(type, (e) => {
      e.addComponent('render', { type, material: material(new pc.Color(...colours[i]), { metalness: i / 4 }) });
      e.setPosition((i % 2) * 2.6 - 1.3, 1.2, Math.floor(i / 2) * 2.6 - 1.3);
      e.setLocalScale(1.4, 1.4, 1.4);
    }));
  // The scene's clock, not the machine's: one tick is one sixtieth of a second.
  app.start();
  play((index, seconds) => {
    things.forEach((thing, i) => thing.setEulerAngles(seconds * 90 * (i + 1), seconds * 60, 0));
    app.update(1 / 60);
    app.renderNextFrame = true;
    app.render();
  });
}
main().catch(failed);
