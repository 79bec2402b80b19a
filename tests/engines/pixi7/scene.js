// pixi.js 7: sprites, graphics, text, filters, masks, mesh, particles.
import * as PIXI from 'pixi7';
import { stageCanvas, checks, disc, play, WIDTH, HEIGHT } from '../stage.js';

const renderer = new PIXI.Renderer({ view: stageCanvas(), width: WIDTH, height: HEIGHT, backgroundColor: 0x302838, antialias: false });
const stage = new PIXI.Container();
const board = PIXI.Texture.from(checks(64, '#fff4d0', '#aa5533'));
const dot = PIXI.Texture.from(disc(64, '#44aaff'));
const add = (child, x, y, parent = stage) => {
  child.position.set(x, y);
  return parent.addChild(child);
};
const sprites = Array.from({ length: 30 }, (_, i) => {
  const sprite = add(new PIXI.Sprite(i % 2 ? board : dot), 25 + (i % 10) * 34, 25 + Math.floor(i / 10) * 34);
  sprite.anchor.set(0.5);
  sprite.scale.set(0.45);
  sprite.alpha = 0.4 + (i % 5) * 0.15;
  return sprite;
});
add(new PIXI.Graphics().lineStyle(4, 0xffffff).beginFill(0x44aa66).drawRoundedRect(0, 0, 100, 60, 16).endFill(), 15, 125);
add(new PIXI.Graphics().beginFill(0xffcc44).drawPolygon([0, -40, 38, 20, -38, 20]).endFill(), 170, 165);
add(new PIXI.Graphics().lineStyle({ width: 7, color: 0xff66aa }).moveTo(0, 0).quadraticCurveTo(60, -70, 110, 20), 225, 160);
add(new PIXI.Text('Pixi 7 text', { fontFamily: 'DejaVu Sans', fontSize: 28, fill: '#ffffff', dropShadow: true, dropShadowDistance: 3 }), 15, 200);
const masked = add(new PIXI.Sprite(board), 20, 255);
masked.scale.set(1.3);
masked.mask = add(new PIXI.Graphics().beginFill(0xffffff).drawEllipse(0, 0, 40, 28).endFill(), 62, 297);
const alpha = add(new PIXI.Sprite(board), 130, 255);
alpha.scale.set(1.3);
const soft = add(new PIXI.Sprite(dot), 130, 255);
soft.scale.set(1.3);
alpha.mask = soft;
const blurred = add(new PIXI.Sprite(board), 245, 260);
blurred.filters = [new PIXI.BlurFilter(5)];
const hue = new PIXI.ColorMatrixFilter();
hue.hue(120, false);
const toned = add(new PIXI.Sprite(board), 20, 370);
toned.filters = [hue, new PIXI.NoiseFilter(0)];
add(new PIXI.TilingSprite(board, 110, 64), 100, 370);
const plus = add(new PIXI.Sprite(dot), 225, 370);
plus.blendMode = PIXI.BLEND_MODES.ADD;
const screen = add(new PIXI.Sprite(dot), 285, 370);
screen.blendMode = PIXI.BLEND_MODES.SCREEN;
const rope = Array.from({ length: 12 }, (_, i) => new PIXI.Point(i * 28, 0));
add(new PIXI.SimpleRope(board, rope), 20, 455).scale.y = 0.4;
play((index, seconds) => {
  sprites.forEach((sprite, i) => (sprite.rotation = seconds * (1 + i / 10)));
  rope.forEach((point, i) => (point.y = Math.sin(i * 0.8 + seconds * 6) * 20));
  renderer.render(stage);
});
