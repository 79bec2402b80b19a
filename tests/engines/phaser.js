// What both Phaser scenes show: sprites, a tilemap, particles, text, graphics, a mask, tint and blend modes.
import { stageCanvas, checks, disc, failed, FRAMES, WIDTH, HEIGHT } from './stage.js';

export function phaser(Phaser, extra) {
  const board = checks(32, '#ffffff', '#5566cc', 4);
  const dot = disc(32, '#ff66aa');
  let drawn = 0;
  class Stage extends Phaser.Scene {
    create() {
      this.textures.addCanvas('board', board);
      this.textures.addCanvas('dot', dot);
      const map = this.make.tilemap({ data: Array.from({ length: 6 }, (_, y) => Array.from({ length: 12 }, (_, x) => (x * 7 + y * 3) % 4)), tileWidth: 16, tileHeight: 16 });
      map.createLayer(0, map.addTilesetImage('board', 'board', 16, 16), 10, 10).setScale(1.5);
      this.sprites = Array.from({ length: 12 }, (_, i) => this.add.sprite(40 + i * 26, 190, i % 2 ? 'board' : 'dot').setTint([0xffffff, 0xffaa88, 0x88ffaa][i % 3]));
      this.add.text(16, 225, 'Phaser draws text', { fontFamily: 'DejaVu Sans', fontSize: '24px', color: '#ffee88' });
      const shapes = this.add.graphics();
      shapes.fillStyle(0x33aa88).fillRoundedRect(16, 265, 90, 50, 12);
      shapes.lineStyle(4, 0xffffff).strokeCircle(160, 290, 24);
      shapes.fillStyle(0xffcc00).fillTriangle(200, 315, 230, 265, 260, 315);
      this.add.image(300, 290, 'dot').setScale(2).setBlendMode(Phaser.BlendModes.ADD);
      this.add.tileSprite(60, 360, 90, 60, 'board');
      this.add.container(160, 360, [this.add.rectangle(0, 0, 60, 60, 0xaa3355), this.add.ellipse(0, 0, 50, 30, 0xffffff, 0.6)]).setRotation(0.3);
      this.add.particles(270, 380, 'dot', { speed: { min: 40, max: 90 }, lifespan: 800, frequency: 16, scale: { start: 0.8, end: 0 }, blendMode: 'ADD' });
      if (extra) extra(this);
    }
    update() {
      this.sprites.forEach((sprite, i) => sprite.setRotation((drawn / 60) * (1 + i / 4)));
    }
  }
  try {
    const canvas = stageCanvas();
    const game = new Phaser.Game({
      type: Phaser.WEBGL, canvas, width: WIDTH, height: HEIGHT, backgroundColor: '#20283a', scene: Stage, banner: false, audio: { noAudio: true },
      render: { antialias: false, antialiasGL: false }, autoFocus: false, customEnvironment: false, fps: { smoothStep: false },
    });
    game.events.on('postrender', () => {
      const stage = game.scene.scenes[0];
      if (!stage || !stage.sprites || ++drawn !== FRAMES) return;
      console.log('scene: drawn');
      game.loop.stop();
      if (globalThis.sceneDrawn) globalThis.sceneDrawn();
    });
  } catch (error) {
    failed(error);
  }
}
