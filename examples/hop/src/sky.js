// What lies behind the game: a sky that goes from morning to night as the bird climbs, sun, moon, stars,
// clouds and hills.

const { lerp, clamp } = require('./ease');

// By height in branches: upper and lower colour of the sky, colour of the far and of the near hills.
const HOURS = [
  { at: 0, top: [104, 184, 222], low: [253, 243, 216], far: [158, 207, 190], near: [104, 172, 140] },
  { at: 12, top: [92, 170, 220], low: [226, 240, 240], far: [150, 200, 200], near: [92, 160, 150] },
  { at: 26, top: [108, 130, 200], low: [255, 205, 160], far: [196, 160, 170], near: [130, 110, 140] },
  { at: 38, top: [74, 72, 140], low: [244, 140, 130], far: [130, 90, 130], near: [84, 64, 108] },
  { at: 52, top: [22, 28, 72], low: [74, 74, 138], far: [48, 52, 104], near: [32, 36, 80] },
];

const STARS = 46;
const STRIP_UNITS = 256; // a strip of hills repeats after this many units

function hourAt(level) {
  let index = 0;
  while (index < HOURS.length - 2 && level > HOURS[index + 1].at) index += 1;
  const from = HOURS[index];
  const to = HOURS[index + 1];
  const t = clamp((level - from.at) / (to.at - from.at), 0, 1);
  const mix = (key) => from[key].map((value, i) => Math.round(lerp(value, to[key][i], t)));
  return { top: mix('top'), low: mix('low'), far: mix('far'), near: mix('near') };
}

const css = (rgb) => `rgb(${rgb[0]}, ${rgb[1]}, ${rgb[2]})`;

class Sky {
  constructor(atlas) {
    this.atlas = atlas;
    this.tinted = {};
    this.stars = [];
    for (let i = 0; i < STARS; i += 1) {
      this.stars.push({ x: Math.random(), y: Math.random() * 0.8, size: 0.5 + Math.random() * 1.1, phase: Math.random() * 6 });
    }
    this.clouds = [];
    for (let i = 0; i < 9; i += 1) {
      this.clouds.push({ x: Math.random(), y: i * 170 + Math.random() * 90, kind: i % 2, speed: 3 + Math.random() * 5 });
    }
  }

  // The strip of hills in a colour, made anew only when the colour changes.
  hills(name, rgb) {
    const color = css(rgb);
    const kept = this.tinted[name];
    if (kept && kept.color === color) return kept.canvas;
    const image = this.atlas.images[name];
    const canvas = kept ? kept.canvas : wx.createCanvas();
    if (!kept) {
      canvas.width = image.width;
      canvas.height = image.height;
    }
    const context = canvas.getContext('2d');
    context.globalCompositeOperation = 'copy';
    context.drawImage(image, 0, 0);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = color;
    context.fillRect(0, 0, canvas.width, canvas.height);
    this.tinted[name] = { color, canvas };
    return canvas;
  }

  // `climbed` is how far the view has risen, in units; `level` the same in branches.
  draw(context, width, height, climbed, level, time) {
    // A colour step every quarter of a branch keeps the hills from being tinted each frame.
    const hour = hourAt(Math.round(level * 4) / 4);
    const gradient = context.createLinearGradient(0, 0, 0, height);
    gradient.addColorStop(0, css(hour.top));
    gradient.addColorStop(1, css(hour.low));
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, height);

    const night = clamp((level - 34) / 14, 0, 1);
    if (night > 0) this.drawStars(context, width, height, night, time);
    const sunDown = clamp(level / 40, 0, 1);
    if (sunDown < 1) this.atlas.drawAt(context, 'sun', width * 0.76, lerp(height * 0.24, height * 1.1, sunDown ** 1.4), 0, 1, 1);
    if (night > 0) this.atlas.drawAt(context, 'moon', width * 0.24, lerp(-60, height * 0.2, night), 0, 1, 1);

    this.drawClouds(context, width, height, climbed, time, 1 - night * 0.75);
    this.drawHills(context, 'far', hour.far, width, height * 0.84 - 128 + climbed * 0.1, 96, 40);
    this.drawHills(context, 'near', hour.near, width, height * 0.84 - 78 + climbed * 0.2, 110, 0);
  }

  drawStars(context, width, height, night, time) {
    context.fillStyle = '#ffffff';
    this.stars.forEach((star) => {
      context.globalAlpha = night * (0.55 + 0.45 * Math.sin(time * 2 + star.phase));
      context.beginPath();
      context.arc(star.x * width, star.y * height, star.size, 0, Math.PI * 2);
      context.fill();
    });
    context.globalAlpha = 1;
  }

  drawClouds(context, width, height, climbed, time, alpha) {
    context.globalAlpha = 0.85 * alpha;
    const loop = 9 * 170;
    this.clouds.forEach((cloud) => {
      const span = width + 160;
      const x = ((cloud.x * span + time * cloud.speed) % span) - 130;
      const y = ((cloud.y + climbed * 0.3) % loop) - 120;
      if (y < height) this.atlas.draw(context, `cloud_${cloud.kind}`, x, y);
    });
    context.globalAlpha = 1;
  }

  drawHills(context, name, rgb, width, y, tall, shift) {
    const strip = this.hills(name, rgb);
    for (let x = -shift; x < width; x += STRIP_UNITS) context.drawImage(strip, x, y, STRIP_UNITS + 0.5, tall);
    context.fillStyle = css(rgb);
    context.fillRect(0, y + tall - 1, width, 600);
  }
}

module.exports = Sky;
