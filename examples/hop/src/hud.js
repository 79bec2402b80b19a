// What lies over the game: the name on the title, the score, and the card at the end.

const { outBack, outCubic, clamp } = require('./ease');

const INK = '#4a3226';
const FONT = 'sans-serif';

function rounded(context, x, y, width, height, radius) {
  context.beginPath();
  context.moveTo(x + radius, y);
  context.arcTo(x + width, y, x + width, y + height, radius);
  context.arcTo(x + width, y + height, x, y + height, radius);
  context.arcTo(x, y + height, x, y, radius);
  context.arcTo(x, y, x + width, y, radius);
  context.closePath();
}

function text(context, words, x, y, size, color, outline) {
  context.font = `bold ${size}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  if (outline) {
    context.lineJoin = 'round';
    context.lineWidth = size * 0.2;
    context.strokeStyle = outline;
    context.strokeText(words, x, y);
  }
  context.fillStyle = color;
  context.fillText(words, x, y);
}

// The letters h, o, p as round strokes, about 200 units wide around (0, 0); each may bounce by its own `dy`.
function letters(context, dy) {
  context.beginPath();
  context.moveTo(-88, -44 + dy[0]);
  context.lineTo(-88, 30 + dy[0]);
  context.moveTo(-88, 4 + dy[0]);
  context.arc(-66, 4 + dy[0], 22, Math.PI, 0);
  context.lineTo(-44, 30 + dy[0]);
  context.moveTo(26, 8 + dy[1]);
  context.arc(2, 8 + dy[1], 24, 0, Math.PI * 2);
  context.moveTo(62, -14 + dy[2]);
  context.lineTo(62, 58 + dy[2]);
  context.moveTo(110, 8 + dy[2]);
  context.arc(86, 8 + dy[2], 24, 0, Math.PI * 2);
  context.stroke();
}

class Hud {
  constructor(screen) {
    this.screen = screen;
    this.pop = 10; // seconds since the score rose
    this.shown = 0;
  }

  step(dt, score) {
    this.pop += dt;
    if (score !== this.shown) {
      this.shown = score;
      this.pop = 0;
    }
  }

  drawTitle(context, time, leave) {
    const { width, height, safeTop } = this.screen;
    context.save();
    context.globalAlpha = 1 - leave;
    context.translate(width / 2 - 10, Math.max(safeTop + 110, height * 0.22) - leave * 80);
    const dy = [0, 1, 2].map((i) => -Math.abs(Math.sin(time * 2.4 - i * 0.55)) * 12);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.lineWidth = 34;
    context.strokeStyle = INK;
    letters(context, dy);
    context.lineWidth = 22;
    context.strokeStyle = '#fff8ea';
    letters(context, dy);
    context.restore();
    context.save();
    context.globalAlpha = (1 - leave) * (0.82 + 0.18 * Math.sin(time * 4));
    text(context, 'tap to hop', width / 2, height - 40, 22, '#ffffff', 'rgba(74, 50, 38, 0.7)');
    context.restore();
  }

  drawScore(context, score, best) {
    const { width, safeTop } = this.screen;
    const bump = 1 + 0.28 * Math.exp(-8 * this.pop);
    context.save();
    context.translate(width / 2, safeTop + 64);
    context.scale(bump, bump);
    text(context, String(score), 0, 0, 54, '#ffffff', 'rgba(74, 50, 38, 0.82)');
    context.restore();
    if (best > 0) text(context, `best ${best}`, width / 2, safeTop + 106, 15, '#ffffff', 'rgba(74, 50, 38, 0.55)');
  }

  // `age` counts seconds since the end of the round.
  drawCard(context, age, score, best, isBest) {
    const { width, height } = this.screen;
    context.fillStyle = `rgba(40, 26, 22, ${0.35 * outCubic(clamp(age / 0.4, 0, 1))})`;
    context.fillRect(0, 0, width, height);
    const enter = outBack(clamp((age - 0.25) / 0.45, 0, 1));
    if (age < 0.25) return;
    context.save();
    context.translate(width / 2, height / 2 - 20 + (1 - enter) * height * 0.6);
    context.fillStyle = 'rgba(40, 26, 22, 0.28)';
    rounded(context, -130, -112, 260, 240, 28);
    context.fill();
    context.fillStyle = '#fff6e4';
    rounded(context, -130, -120, 260, 240, 28);
    context.fill();
    context.strokeStyle = '#d9b48a';
    context.lineWidth = 3;
    rounded(context, -121, -111, 242, 222, 21);
    context.stroke();
    text(context, isBest ? 'a new best!' : 'well hopped', 0, -78, 24, isBest ? '#d8502f' : '#8a5a3a');
    const counted = Math.round(score * outCubic(clamp((age - 0.6) / 0.6, 0, 1)));
    text(context, String(counted), 0, -10, 78, INK);
    text(context, `best ${best}`, 0, 52, 20, '#a3744d');
    if (age > 1) {
      context.globalAlpha = 0.65 + 0.35 * Math.sin(age * 4);
      text(context, 'tap to try again', 0, 90, 17, '#8a5a3a');
    }
    context.restore();
  }
}

module.exports = Hud;
