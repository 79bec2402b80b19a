// pixi.js 4, WebGL 1: what older mini-games carry.
import * as PIXI from 'pixi4/dist/pixi.js';
import { stageCanvas, checks, disc, play, WIDTH, HEIGHT } from '../stage.js';

const renderer = new PIXI.WebGLRenderer({ view: stageCanvas(), width: WIDTH, height: HEIGHT, backgroundColor: 0x183028, antialias: false });
const stage = new PIXI.Container();
const board = PIXI.Texture.fromCanvas(checks(64, '#ffffff', '#338844'));
const dot = PIXI.Texture.fromCanvas(disc(64, '#ffdd22'));
const add = (child, x, y, parent = stage) => {
  child.position.set(x, y);
  return parent.addChild(child);
};
const sprites = Array.from({ length: 30 }, (_, i) => {
  const sprite = add(new PIXI.Sprite(i % 2 ? board : dot), 25 + (i % 10) * 34, 25 + Math.floor(i / 10) * 34);
  sprite.anchor.set(0.5);
  sprite.scale.set(0.45);
  sprite.tint = [0xffffff, 0xffaaaa, 0xaaaaff][i % 3];
  return sprite;
});
add(new PIXI.Graphics().lineStyle(4, 0xffffff).beginFill(0x4466aa).drawRoundedRect(0, 0, 100, 60, 16).endFill(), 15, 125);
add(new PIXI.Graphics().beginFill(0xffcc44).drawPolygon([0, -40, 38, 20, -38, 20]).endFill(), 170, 165);
add(new PIXI.Graphics().beginFill(0xcc4466).drawCircle(0, 0, 36).endFill(), 280, 160);
add(new PIXI.Text('Pixi 4 text', { fontFamily: 'DejaVu Sans', fontSize: 28, fill: 0xffffff }), 15, 200);
const masked = add(new PIXI.Sprite(board), 20, 255);
masked.scale.set(1.3);
masked.mask = add(new PIXI.Graphics().beginFill(0xffffff).drawEllipse(0, 0, 40, 28).endFill(), 62, 297);
const alpha = add(new PIXI.Sprite(board), 130, 255);
alpha.scale.set(1.3);
const soft = add(new PIXI.Sprite(dot), 130, 255);
soft.scale.set(1.3);
alpha.mask = soft;
const blurred = add(new PIXI.Sprite(board), 245, 260);
blurred.filters = [new PIXI.filters.BlurFilter(5)];
const sepia = new PIXI.filters.ColorMatrixFilter();
sepia.sepia();
const toned = add(new PIXI.Sprite(board), 20, 370);
toned.filters = [sepia];
add(new PIXI.extras.TilingSprite(board, 110, 64), 100, 370);
const plus = add(new PIXI.Sprite(dot), 225, 370);
plus.blendMode = PIXI.BLEND_MODES.ADD;
const dots = new PIXI.particles.ParticleContainer(50, { rotation: true, scale: true });
add(dots, 20, 445);
for (let i = 0; i < 50; i++) {
  const one = new PIXI.Sprite(dot);
  one.position.set(i * 6.5, (i % 5) * 5);
  one.scale.set(0.2);
  dots.addChild(one);
}
play((index, seconds) => {
  sprites.forEach((sprite, i) => (sprite.rotation = seconds * (1 + i / 10)));
  renderer.render(stage);
});
