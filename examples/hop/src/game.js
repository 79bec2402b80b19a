// The game from outside: its screen, its input, its clock, and the way from title to round to card.

const Screen = require('./screen');
const Atlas = require('./atlas');
const Sounds = require('./sounds');
const Sky = require('./sky');
const World = require('./world');
const Branch = require('./branch');
const Hud = require('./hud');
const { readBest, writeBest } = require('./save');
const { clamp } = require('./ease');

const STEP = 1 / 120; // seconds of a step of the rules, however long a frame takes

class Game {
  constructor() {
    this.screen = new Screen();
    this.atlas = new Atlas();
    this.sounds = new Sounds();
    this.sky = new Sky(this.atlas);
    this.hud = new Hud(this.screen);
    this.best = readBest();
    this.time = 0;
    this.last = null;
    this.rest = 0;
    this.started = 10;
    this.fade = 0;
    this.title = true;
    this.begin();
  }

  start() {
    wx.onTouchStart(() => this.tap());
    if (wx.onKeyDown) {
      wx.onKeyDown((event) => {
        if (event.key === ' ' || event.key === 'ArrowUp' || event.key === 'Enter') this.tap();
      });
    }
    wx.onShow(() => { this.last = null; });
    this.atlas.load(() => this.sounds.play('chirp'));
    requestAnimationFrame((now) => this.frame(now));
  }

  begin() {
    const { sounds } = this;
    this.ended = 0;
    this.isBest = false;
    this.world = new World(this.screen, {
      hop: () => sounds.play('hop'),
      flutter: () => sounds.play('hop'),
      land: () => sounds.play('land'),
      berry: () => sounds.play('berry'),
      creak: () => sounds.play('creak'),
      snap: () => sounds.play('snap'),
      perfect: () => {
        sounds.play('perfect');
        if (wx.vibrateShort) wx.vibrateShort({ type: 'light' });
      },
      fall: () => this.end(),
    });
  }

  end() {
    const { score } = this.world;
    this.sounds.play('fall');
    if (wx.vibrateShort) wx.vibrateShort({ type: 'heavy' });
    if (score > this.best) {
      this.best = score;
      this.isBest = true;
      writeBest(score);
    }
  }

  tap() {
    if (!this.atlas.ready) return;
    if (this.world.over) {
      if (this.ended < 0.9) return;
      this.fade = 1;
      this.begin();
      return;
    }
    if (this.title) {
      this.title = false;
      this.started = 0;
    }
    this.world.tap();
  }

  frame(now) {
    requestAnimationFrame((next) => this.frame(next));
    const time = typeof now === 'number' ? now : Date.now();
    const passed = this.last === null ? 0 : clamp((time - this.last) / 1000, 0, 0.1);
    this.last = time;
    if (!this.atlas.ready) {
      this.drawWait();
      return;
    }
    this.rest += passed;
    while (this.rest >= STEP) {
      this.step(STEP);
      this.rest -= STEP;
    }
    this.draw();
  }

  step(dt) {
    this.time += dt;
    this.started += dt;
    this.fade = Math.max(0, this.fade - dt * 3);
    if (this.world.over) {
      const before = this.ended;
      this.ended += dt;
      if (this.isBest && before < 0.6 && this.ended >= 0.6) this.sounds.play('best');
    }
    this.world.step(dt);
    this.hud.step(dt, this.world.score);
  }

  drawWait() {
    const context = this.screen.begin();
    context.fillStyle = '#68b8de';
    context.fillRect(0, 0, this.screen.width, this.screen.height);
  }

  draw() {
    const { screen, world, hud } = this;
    const context = screen.begin();
    const climbed = world.startY - world.cameraY;
    this.sky.draw(context, screen.width, screen.height, climbed, climbed / Branch.GAP, this.time);
    const leave = this.title ? 0 : clamp(this.started / 0.35, 0, 1);
    world.draw(context, this.atlas, leave);
    if (leave < 1) hud.drawTitle(context, this.time, leave);
    if (!this.title && !world.over) hud.drawScore(context, world.score, this.best);
    if (world.over) hud.drawCard(context, this.ended, world.score, this.best, this.isBest);
    if (this.fade > 0) {
      context.fillStyle = `rgba(255, 246, 228, ${this.fade})`;
      context.fillRect(0, 0, screen.width, screen.height);
    }
  }
}

module.exports = Game;
