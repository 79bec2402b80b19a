// The game: it joins rules, motion, input, storage and view.

const Screen = require('./screen');
const Grid = require('./grid');
const Motion = require('./motion');
const Sounds = require('./sounds');
const View = require('./view');
const { listen } = require('./input');
const store = require('./store');

const GOAL = 2048;

class Game {
  constructor() {
    this.screen = new Screen(() => { this.dirty = true; });
    this.view = new View(this.screen);
    this.sounds = new Sounds();
    this.motion = new Motion();
    this.best = store.readBest();
    this.gains = [];
    this.scorePop = 0;
    this.queued = null;
    this.last = null;
    this.dirty = true;
    const saved = store.readRound();
    if (saved) this.resume(saved);
    else this.deal();
  }

  start() {
    listen({
      move: (direction) => this.move(direction),
      tap: (x, y) => this.tap(x, y),
      confirm: () => { if (this.overlay) this.dismiss(); },
    });
    wx.onShow(() => { this.last = null; });
    requestAnimationFrame((now) => this.frame(now));
  }

  resume(saved) {
    this.setRound(Grid.from(saved.tiles), saved.score, saved.won === true);
    this.motion.begin([], [], this.grid.tiles.slice());
    if (this.grid.stuck) this.showOverlay('over');
  }

  deal() {
    this.setRound(new Grid(), 0, false);
    this.motion.begin([], [], [this.grid.spawn(), this.grid.spawn()]);
    this.save();
  }

  setRound(grid, score, won) {
    this.grid = grid;
    this.score = score;
    this.shownScore = score;
    this.won = won;
    this.before = null;
    this.overlay = null;
    this.overlayAge = 0;
    this.queued = null;
    this.dirty = true;
  }

  get canUndo() {
    return this.before !== null;
  }

  move(direction) {
    this.dirty = true;
    if (this.overlay) return;
    // A move made while tiles slide waits for them; a second one takes its place.
    if (this.motion.moving) {
      this.queued = direction;
      return;
    }
    const before = { tiles: this.grid.toSaved(), score: this.score, won: this.won };
    const result = this.grid.move(direction);
    if (!result) return;
    this.before = before;
    this.motion.begin(result.slides, result.joins, [this.grid.spawn()]);
    this.gain(result);
    if (!this.won && this.grid.highest >= GOAL) {
      this.won = true;
      this.showOverlay('won');
    } else if (this.grid.stuck) {
      this.showOverlay('over');
    }
    this.save();
  }

  gain(result) {
    if (result.gained === 0) {
      this.sounds.play('slide');
      return;
    }
    this.score += result.gained;
    this.scorePop = 1;
    // A gain gives way to the next one, so that quick moves stay readable.
    this.gains = [{ points: result.gained, age: 0 }];
    const great = result.joins.some((join) => join.made.value >= 128);
    this.sounds.play(great ? 'big' : 'join');
    if (great && wx.vibrateShort) wx.vibrateShort({ type: 'light' });
    if (this.score > this.best) {
      this.best = this.score;
      store.writeBest(this.best);
    }
  }

  showOverlay(name) {
    this.overlay = name;
    this.overlayAge = -0.45; // after the tiles have come to rest
    this.sounds.play(name === 'won' ? 'big' : 'over');
  }

  dismiss() {
    if (this.overlayAge < 0.2) return;
    if (this.overlay === 'over') this.deal();
    else this.overlay = null;
    this.dirty = true;
  }

  undo() {
    if (!this.before) return;
    const { tiles, score, won } = this.before;
    this.setRound(Grid.from(tiles), score, won);
    this.save();
  }

  tap(x, y) {
    this.dirty = true;
    const button = this.view.buttonAt(x, y);
    if (button === 'new') this.deal();
    else if (button === 'undo') this.undo();
    else if (this.overlay) this.dismiss();
  }

  save() {
    store.writeRound({ tiles: this.grid.toSaved(), score: this.score, won: this.won });
  }

  frame(now) {
    requestAnimationFrame((next) => this.frame(next));
    const time = typeof now === 'number' ? now : Date.now();
    const dt = this.last === null ? 0 : Math.min(0.1, (time - this.last) / 1000);
    this.last = time;
    if (this.step(dt) || this.dirty) {
      this.dirty = false;
      this.view.draw(this);
    }
  }

  // True while anything moves: at rest the board is not drawn again.
  step(dt) {
    const lively = this.motion.age < 0.4 || this.gains.length > 0 || this.scorePop > 0.001
      || this.shownScore !== this.score || (this.overlay !== null && this.overlayAge < 0.6);
    this.motion.step(dt);
    this.gains.forEach((gain) => { gain.age += dt; });
    this.gains = this.gains.filter((gain) => gain.age < 0.9);
    this.scorePop *= Math.exp(-9 * dt);
    const behind = this.score - this.shownScore;
    if (behind !== 0) this.shownScore += Math.sign(behind) * Math.min(Math.abs(behind), Math.ceil(Math.abs(behind) * (1 - Math.exp(-14 * dt))));
    if (this.overlay) this.overlayAge += dt;
    if (this.queued && !this.motion.moving) {
      const direction = this.queued;
      this.queued = null;
      this.move(direction);
    }
    return lively;
  }
}

module.exports = Game;
