// pixi.js 8, WebGL: sprites, graphics, text, bitmap text, filters, masks, mesh, tiling, blend modes, a render texture.
import * as PIXI from 'pixi8';
import { stageCanvas, checks, disc, play, failed, WIDTH, HEIGHT } from '../stage.js';

async function main() {
  const renderer = await PIXI.autoDetectRenderer({ preference: 'webgl', canvas: stageCanvas(), width: WIDTH, height: HEIGHT, background: 0x223344, antialias: false });
  const stage = new PIXI.Container();
  const board = PIXI.Texture.from(checks(64, '#ffffff', '#3388cc'));
  const dot = PIXI.Texture.from(disc(64, '#ff8844'));
  const add = (child, x, y, parent = stage) => {
    child.position.set(x, y);
    return parent.addChild(child);
  };
  const sprites = Array.from({ length: 20 }, (_, i) => {
    const sprite = add(new PIXI.Sprite(i % 2 ? board : dot), 30 + (i % 10) * 33, 30 + Math.floor(i / 10) * 40);
    sprite.anchor.set(0.5);
    sprite.scale.set(0.4 + (i % 3) * 0.15);
    sprite.tint = [0xffffff, 0xff8888, 0x88ff88][i % 3];
    return sprite;
  });
  add(new PIXI.Graphics().roundRect(0, 0, 90, 60, 14).fill(0x8855dd).stroke({ width: 5, color: 0xffffff }), 15, 110);
  add(new PIXI.Graphics().star(0, 0, 5, 36, 16).fill({ color: 0xffcc00, alpha: 0.8 }), 165, 140);
  add(new PIXI.Graphics().moveTo(0, 0).bezierCurveTo(30, -60, 60, 60, 110, 0).stroke({ width: 8, color: 0x33ddaa, cap: 'round' }), 220, 140);
  add(new PIXI.Text({ text: 'Pixi 8: quick fox', style: { fontFamily: 'DejaVu Sans', fontSize: 24, fill: 0xffffff, stroke: { color: 0x000000, width: 4 } } }), 15, 185);
  const masked = add(new PIXI.Sprite(board), 20, 235);
  masked.scale.set(1.4);
  masked.mask = add(new PIXI.Graphics().circle(0, 0, 42).fill(0xffffff), 65, 280);
  const sheet = add(new PIXI.Sprite(board), 130, 235);
  sheet.scale.set(1.4);
  const soft = add(new PIXI.Sprite(dot), 130, 235);
  soft.scale.set(1.4);
  sheet.mask = soft;
  const blurred = add(new PIXI.Sprite(board), 245, 240);
  blurred.filters = [new PIXI.BlurFilter({ strength: 4 })];
  const grey = new PIXI.ColorMatrixFilter();
  grey.greyscale(0.5, false);
  const toned = add(new PIXI.Sprite(board), 20, 345);
  toned.filters = [grey];
  add(new PIXI.TilingSprite({ texture: board, width: 110, height: 64, tileScale: { x: 0.5, y: 0.5 } }), 100, 345);
  const plus = add(new PIXI.Sprite(dot), 225, 345);
  plus.blendMode = 'add';
  const times = add(new PIXI.Sprite(dot), 285, 345);
  times.blendMode = 'multiply';
  const plane = add(new PIXI.MeshPlane({ texture: board, verticesX: 6, verticesY: 6 }), 20, 415);
  plane.height = 50;
  const target = PIXI.RenderTexture.create({ width: 80, height: 50 });
  renderer.render({ container: new PIXI.Graphics().ellipse(40, 25, 38, 22).fill(0xee4466), target, clear: true });
  add(new PIXI.Sprite(target), 110, 420);
  add(new PIXI.NineSliceSprite({ texture: board, leftWidth: 16, topHeight: 16, rightWidth: 16, bottomHeight: 16, width: 120, height: 48 }), 215, 420);
  play((index, seconds) => {
    sprites.forEach((sprite, i) => (sprite.rotation = seconds * (1 + i / 10)));
    const points = plane.geometry.getBuffer('aPosition');
    for (let i = 1; i < points.data.length; i += 2) points.data[i] += Math.sin(i + index) * 0.4;
    points.update();
    renderer.render(stage);
  });
}
main().catch(failed);
