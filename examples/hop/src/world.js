// One round of the game: the tree of branches, the bird, and the rules. It draws itself but knows no screen;
// what happens is told to `on`, an object of functions (hop, land, perfect, berry, creak, snap, fall ...).

const Branch = require('./branch');
const Bird = require('./bird');
const Particles = require('./particles');
const { follow } = require('./ease');

const AHEAD = 9; // branches kept above the bird
const PERFECT_UNITS = 9; // landing this near to the middle is perfect
const GROUND_Y = 62; // the meadow, below the top of the stump

class World {
  constructor(view, on) {
    this.view = view; // { width, height } in units
    this.on = on;
    this.time = 0;
    this.score = 0;
    this.combo = 0;
    this.level = 0;
    this.over = false;
    this.shake = 0;
    this.branches = [new Branch(0, 0)];
    this.particles = new Particles();
    this.labels = [];
    this.bird = new Bird();
    this.bird.perch = this.branches[0];
    this.startY = -view.height * 0.74;
    this.cameraY = this.startY;
    this.grow();
  }

  grow() {
    const reach = Math.min(this.view.width, 460) / 2;
    let top = this.branches[this.branches.length - 1].level;
    while (top < this.level + AHEAD) {
      top += 1;
      this.branches.push(new Branch(top, reach));
    }
    const bottom = this.cameraY + this.view.height + 80;
    this.branches = this.branches.filter((branch) => branch.y < bottom || branch === this.bird.perch);
  }

  tap() {
    const { bird } = this;
    if (this.over) return;
    if (bird.perch) {
      bird.hop();
      this.particles.burst('puff', bird.x, bird.y, 5, 50, 0, { life: 0.4, drag: 4, size: 0.5, grow: 1.2 });
      this.on.hop();
    } else if (bird.flutter()) {
      this.particles.burst('feather', bird.x, bird.y - 24, 4, 90, 10, { life: 1.1, drag: 2.5, gravity: 120, size: 0.8 });
      this.on.flutter();
    }
  }

  step(dt) {
    this.time += dt;
    this.branches.forEach((branch) => branch.step(dt, this.time));
    const feet = this.bird.y;
    this.bird.step(dt);
    if (this.bird.perch) this.bear(dt);
    else if (!this.over) this.fly(feet);
    this.particles.step(dt);
    this.labels.forEach((label) => { label.age += dt; });
    this.labels = this.labels.filter((label) => label.age < 1.1);
    this.shake = Math.max(0, this.shake - dt * 3);
    const goal = Math.min(this.startY, -this.level * Branch.GAP - this.view.height * 0.62);
    if (goal < this.cameraY) this.cameraY += (goal - this.cameraY) * follow(5, dt);
  }

  // The bird sits: the branch under it tires, creaks and breaks.
  bear(dt) {
    const branch = this.bird.perch;
    const before = branch.strain;
    branch.borne += dt;
    if (before === 0 && branch.strain > 0) this.on.creak();
    if (branch.strain >= 1) {
      branch.broken = true;
      this.bird.drop();
      this.leaves(branch, 10);
      this.on.snap();
    }
    this.eat(branch);
  }

  fly(before) {
    const { bird } = this;
    this.branches.forEach((branch) => this.eat(branch));
    if (bird.vy > 0) {
      const under = this.branches.find((branch) => before <= branch.y + 1 && bird.y >= branch.y && branch.holds(bird.x));
      if (under) this.land(under);
    }
    const bottom = this.cameraY + this.view.height + 50;
    const grounded = bird.y >= GROUND_Y;
    if (!bird.perch && (bird.y > bottom || grounded)) this.end(grounded);
  }

  land(branch) {
    const { bird } = this;
    bird.y = branch.y;
    bird.sit(branch);
    const miss = Math.abs(bird.x - branch.x);
    this.particles.burst('puff', bird.x, bird.y, 6, 60, 0, { life: 0.45, drag: 4, size: 0.5, grow: 1.4 });
    if (branch.level <= this.level) {
      this.on.land();
      return;
    }
    const left = this.branches.filter((other) => other.level < branch.level && !other.stump && !other.broken);
    left.forEach((other) => {
      other.broken = true;
      this.leaves(other, 5);
    });
    this.level = branch.level;
    const perfect = miss <= PERFECT_UNITS;
    this.combo = perfect ? this.combo + 1 : 0;
    const points = 1 + Math.min(this.combo, 4);
    this.score += points;
    this.label(`+${points}`, bird.x, bird.y - 66, perfect ? '#ffe27a' : '#ffffff');
    if (perfect) {
      this.particles.burst('spark', bird.x, bird.y - 6, 9, 150, 40, { life: 0.7, drag: 2, gravity: 240, size: 0.8, grow: -0.6 });
      this.on.perfect(this.combo);
    } else {
      this.on.land();
    }
    this.grow();
  }

  // A berry within the beak's reach is eaten.
  eat(branch) {
    if (branch.berry === null || branch.broken) return;
    const x = branch.x + branch.berry;
    const near = Math.abs(this.bird.x - x) < 22 && Math.abs(this.bird.y - 26 - (branch.y - 18)) < 26;
    if (!near || this.over) return;
    branch.berry = null;
    this.score += 2;
    this.label('+2', x, branch.y - 40, '#ff9d8a');
    this.particles.burst('spark', x, branch.y - 18, 7, 110, 20, { life: 0.5, drag: 2, size: 0.6, grow: -0.6 });
    this.on.berry();
  }

  end(grounded) {
    this.over = true;
    this.bird.hurt = true;
    if (grounded) {
      this.bird.y = GROUND_Y;
      this.bird.vy = -320;
      this.particles.burst('feather', this.bird.x, this.bird.y - 20, 10, 160, 60, { life: 1.2, drag: 2, gravity: 200 });
    }
    this.shake = 1;
    this.on.fall();
  }

  leaves(branch, count) {
    for (let i = 0; i < count; i += 1) {
      const x = branch.x + (Math.random() - 0.5) * branch.width;
      const vx = (Math.random() - 0.5) * 120;
      const options = { vx, vy: -60 - Math.random() * 80, gravity: 220, drag: 1.6, spin: (Math.random() - 0.5) * 10, life: 1.3 };
      this.particles.add(`leaf_${i % 3}`, x, branch.y + 4, options);
    }
  }

  label(text, x, y, color) {
    this.labels.push({ text, x, y, color, age: 0 });
  }

  // `reveal` (0..1) fades in what would lie behind the title.
  draw(context, atlas, reveal) {
    const shiver = this.shake * this.shake * 7;
    context.save();
    context.translate(this.view.width / 2 + Math.sin(this.time * 61) * shiver, -this.cameraY + Math.cos(this.time * 53) * shiver);
    this.drawMeadow(context, atlas);
    this.branches.forEach((branch) => {
      context.globalAlpha = branch.level > 2 ? reveal : 1;
      if (branch.y > this.cameraY - 60) branch.draw(context, atlas, this.time);
    });
    context.globalAlpha = 1;
    this.bird.draw(context, atlas);
    this.particles.draw(context, atlas);
    this.drawLabels(context);
    context.restore();
  }

  drawMeadow(context, atlas) {
    const top = GROUND_Y + 4;
    const bottom = this.cameraY + this.view.height;
    if (bottom < -40) return;
    atlas.draw(context, 'ground', -90, -28);
    if (bottom <= top) return;
    context.fillStyle = '#6ba34d';
    context.fillRect(-this.view.width / 2 - 20, top, this.view.width + 40, bottom - top + 20);
    context.fillStyle = '#86bb5a';
    context.fillRect(-this.view.width / 2 - 20, top, this.view.width + 40, 5);
  }

  drawLabels(context) {
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = 'bold 24px sans-serif';
    context.lineJoin = 'round';
    this.labels.forEach((label) => {
      const rise = 34 * (1 - (1 - Math.min(1, label.age)) ** 3);
      context.globalAlpha = Math.min(1, (1.1 - label.age) * 2.5);
      context.lineWidth = 5;
      context.strokeStyle = 'rgba(60, 40, 30, 0.75)';
      context.strokeText(label.text, label.x, label.y - rise);
      context.fillStyle = label.color;
      context.fillText(label.text, label.x, label.y - rise);
    });
    context.globalAlpha = 1;
  }
}

module.exports = World;
