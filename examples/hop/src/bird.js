// The sparrow: where it is, how it moves and which pose it shows. (x, y) is the point between its feet.

const { spring, clamp } = require('./ease');

const GRAVITY = 1500; // units per second squared
const HOP_SPEED = 672; // reaches 150 units, one gap and a half
const FLUTTER_SPEED = 285;
const FALL_LIMIT = 760;

class Bird {
  constructor() {
    this.x = 0;
    this.y = 0;
    this.vy = 0;
    this.perch = null; // the branch it stands on
    this.offset = 0; // where on that branch, from its middle
    this.fluttered = false;
    this.facing = 1;
    this.turn = 0;
    this.since = 10; // seconds since the last hop or landing, for squash and stretch
    this.landed = true;
    this.flutterTime = 10;
    this.blink = 2;
    this.hurt = false;
  }

  sit(branch) {
    this.perch = branch;
    this.offset = this.x - branch.x;
    this.vy = 0;
    this.fluttered = false;
    this.landed = true;
    this.since = 0;
    branch.dip = 0;
    branch.sagging = true;
  }

  hop() {
    this.perch.dip = 0;
    this.perch = null;
    this.vy = -HOP_SPEED;
    this.landed = false;
    this.since = 0;
  }

  // Once per hop, a beat of the wings: it slows a fall and lends a little height.
  flutter() {
    if (this.fluttered || this.hurt) return false;
    this.fluttered = true;
    this.flutterTime = 0;
    this.vy = Math.min(this.vy, -FLUTTER_SPEED);
    return true;
  }

  drop() {
    this.perch = null;
    this.landed = false;
    this.fluttered = true;
    this.vy = 30;
  }

  step(dt) {
    this.since += dt;
    this.flutterTime += dt;
    this.blink -= dt;
    if (this.blink < 0) this.blink = 1.6 + Math.random() * 2.6;
    if (this.perch) {
      this.x = this.perch.x + this.offset;
      this.y = this.perch.y + this.perch.sag;
      if (Math.abs(this.perch.vx) > 12) this.facing = Math.sign(this.perch.vx);
      this.turn = 0;
      return;
    }
    this.vy = Math.min(this.vy + GRAVITY * dt, FALL_LIMIT);
    this.y += this.vy * dt;
    this.turn = this.hurt ? this.turn + 7 * dt : clamp(this.vy / 2600, -0.28, 0.28);
  }

  get pose() {
    if (this.hurt) return 'hurt';
    if (this.perch || this.landed) return this.blink < 0.12 ? 'blink' : 'idle';
    if (this.flutterTime < 0.3) return Math.floor(this.flutterTime / 0.075) % 2 ? 'fall' : 'flap';
    return this.vy < 60 ? 'up' : 'fall';
  }

  draw(context, atlas) {
    const wobble = spring(this.since) * (this.landed ? -0.24 : 0.22);
    const breath = this.perch ? Math.sin(this.since * 5) * 0.012 : 0;
    const tall = 1 + wobble + breath;
    context.save();
    context.translate(this.x, this.y);
    context.rotate(this.turn * this.facing);
    context.scale(this.facing / tall ** 0.8, tall);
    // The feet stand at (30, 52) of the sprite.
    atlas.draw(context, `bird_${this.pose}`, -31, -52.5);
    context.restore();
  }
}

module.exports = Bird;
