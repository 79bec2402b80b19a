// A branch that swings from side to side. Branch 0 is the stump, which stands still and never breaks.

const { clamp } = require('./ease');

const GAP = 104; // units between one branch and the next
const WIDTHS = [120, 92, 68];

class Branch {
  // `reach` is the half of the width that a branch may use, in units.
  constructor(level, reach) {
    this.level = level;
    this.y = -level * GAP;
    this.stump = level === 0;
    const hard = clamp(level / 40, 0, 1);
    const pick = level < 4 ? 0 : Math.floor(Math.random() * 2 + hard * 1.4);
    this.width = this.stump ? 56 : WIDTHS[clamp(pick, 0, 2)];
    this.sprite = `branch_${this.width}`;
    const room = Math.max(20, reach - this.width / 2 - 14);
    this.swing = this.stump ? 0 : Math.min(room, 46 + level * 5 + Math.random() * 26);
    this.middle = this.stump ? 0 : (Math.random() * 2 - 1) * (room - this.swing);
    this.speed = 0.95 + hard * 1.25 + Math.random() * 0.25;
    this.phase = Math.random() * Math.PI * 2;
    this.flip = Math.random() < 0.5;
    this.berry = !this.stump && level > 1 && Math.random() < 0.36 ? Math.round((Math.random() * 2 - 1) * this.width * 0.22) : null;
    // How long it bears the bird, in seconds.
    this.strength = this.stump ? Infinity : Math.max(1.7, 5.2 - level * 0.09);
    this.borne = 0;
    this.dip = 0; // seconds since something landed on it
    this.sagging = false;
    this.broken = false;
    this.fallen = 0;
    this.turn = 0;
    this.x = this.middle;
    this.vx = 0;
  }

  step(dt, time) {
    if (this.broken) {
      this.fallen += dt;
      this.y += (60 + 900 * this.fallen) * dt;
      this.turn += (this.flip ? 1.6 : -1.6) * dt;
      return;
    }
    const angle = this.phase + time * this.speed;
    const x = this.middle + Math.sin(angle) * this.swing;
    this.vx = Math.cos(angle) * this.swing * this.speed;
    this.x = x;
    this.dip += dt;
  }

  // 0 while it is sound, up to 1 when it is about to break.
  get strain() {
    if (this.stump) return 0;
    return clamp((this.borne / this.strength - 0.55) / 0.45, 0, 1);
  }

  // How far the branch is pressed down, in units.
  get sag() {
    if (this.stump || !this.sagging) return 0;
    return 5 * Math.exp(-7 * this.dip) * Math.cos(18 * this.dip) + 1.5;
  }

  holds(x) {
    return !this.broken && Math.abs(x - this.x) <= this.width / 2 + 5;
  }

  draw(context, atlas, time) {
    if (this.stump) return;
    const { width, height } = atlas.size(this.sprite);
    const shake = this.strain > 0 && !this.broken ? Math.sin(time * 70) * this.strain * 1.8 : 0;
    context.save();
    context.translate(this.x + shake, this.y + this.sag);
    context.rotate(this.turn + shake * 0.006);
    if (this.broken) context.globalAlpha *= clamp(1.2 - this.fallen * 1.4, 0, 1);
    if (this.flip) context.scale(-1, 1);
    // The top of the wood lies 16 units below the top of the sprite.
    atlas.draw(context, this.sprite, -width / 2, -16.5);
    context.restore();
    if (this.berry !== null && !this.broken) {
      const bob = Math.sin(time * 3 + this.level) * 1.6;
      atlas.draw(context, 'berry', this.x + this.berry - 11, this.y - 32 + bob + this.sag);
    }
  }
}

Branch.GAP = GAP;

module.exports = Branch;
