// Short-lived bits that make things felt: dust, feathers, leaves and sparks. Their number is bounded.

const MOST = 120;

class Particles {
  constructor() {
    this.list = [];
  }

  add(sprite, x, y, options) {
    if (this.list.length >= MOST) this.list.shift();
    this.list.push({
      sprite,
      x,
      y,
      vx: options.vx || 0,
      vy: options.vy || 0,
      gravity: options.gravity || 0,
      drag: options.drag || 0,
      angle: Math.random() * 6.3,
      spin: options.spin || 0,
      size: options.size || 1,
      grow: options.grow || 0,
      life: options.life,
      left: options.life,
    });
  }

  // `count` bits thrown out from one point; `up` adds to the upward speed.
  burst(sprite, x, y, count, speed, up, options) {
    for (let i = 0; i < count; i += 1) {
      const angle = Math.random() * Math.PI * 2;
      const force = speed * (0.4 + Math.random() * 0.6);
      const spin = (Math.random() * 2 - 1) * 6;
      this.add(sprite, x, y, { spin, ...options, vx: Math.cos(angle) * force, vy: Math.sin(angle) * force - up });
    }
  }

  step(dt) {
    this.list.forEach((bit) => {
      const slow = Math.exp(-bit.drag * dt);
      bit.vx *= slow;
      bit.vy = bit.vy * slow + bit.gravity * dt;
      bit.x += bit.vx * dt;
      bit.y += bit.vy * dt;
      bit.angle += bit.spin * dt;
      bit.size += bit.grow * dt;
      bit.left -= dt;
    });
    this.list = this.list.filter((bit) => bit.left > 0);
  }

  draw(context, atlas) {
    this.list.forEach((bit) => {
      context.globalAlpha = Math.min(1, (bit.left / bit.life) * 2);
      atlas.drawAt(context, bit.sprite, bit.x, bit.y, bit.angle, bit.size, bit.size);
    });
    context.globalAlpha = 1;
  }
}

module.exports = Particles;
