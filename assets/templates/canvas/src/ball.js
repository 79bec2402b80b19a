// A ball that falls, and jumps when it is hit.
const RADIUS = 40;
const GRAVITY = 0.35;

module.exports = class Ball {
  constructor(width, height) {
    this.width = width;
    this.ground = height - RADIUS;
    this.x = width / 2;
    this.y = height / 3;
    this.speedX = 2;
    this.speedY = 0;
  }

  // True when the point is on the ball, which then jumps.
  hit(x, y) {
    const isHit = Math.hypot(x - this.x, y - this.y) <= RADIUS * 1.5;
    if (isHit) this.speedY = -11;
    return isHit;
  }

  move() {
    this.speedY += GRAVITY;
    this.x += this.speedX;
    this.y += this.speedY;
    if (this.y > this.ground) {
      this.y = this.ground;
      this.speedY *= -0.8;
    }
    if (this.x < RADIUS || this.x > this.width - RADIUS) this.speedX *= -1;
  }

  draw(context) {
    context.fillStyle = '#f2b134';
    context.beginPath();
    context.arc(this.x, this.y, RADIUS, 0, Math.PI * 2);
    context.fill();
  }
};
