// Draws the game. It reads the state and changes none of it.

const Grid = require('./grid');
const theme = require('./theme');

const outCubic = (t) => 1 - (1 - Math.max(0, Math.min(1, t))) ** 3;

function rounded(context, x, y, width, height, radius) {
  const r = Math.min(radius, width / 2, height / 2);
  context.beginPath();
  context.moveTo(x + r, y);
  context.arcTo(x + width, y, x + width, y + height, r);
  context.arcTo(x + width, y + height, x, y + height, r);
  context.arcTo(x, y + height, x, y, r);
  context.arcTo(x, y, x + width, y, r);
  context.closePath();
}

function text(context, words, x, y, size, color, align) {
  context.font = theme.font(size);
  context.textAlign = align || 'center';
  context.textBaseline = 'middle';
  context.fillStyle = color;
  context.fillText(words, x, y);
}

// The largest size up to `size` at which the words are at most `width` wide.
function fitted(context, words, size, width) {
  context.font = theme.font(size);
  const wide = context.measureText(words).width;
  return wide > width ? Math.floor((size * width) / wide) : size;
}

class View {
  constructor(screen) {
    this.screen = screen;
  }

  // Where the buttons are, for drawing and for taps: { name, label, x, y, width, height }.
  buttons() {
    const { head } = this.screen;
    const width = (head.width - 12) / 2;
    const y = head.y + 128;
    return [
      { name: 'undo', label: 'Undo', x: head.x, y, width, height: 44 },
      { name: 'new', label: 'New game', x: head.x + width + 12, y, width, height: 44 },
    ];
  }

  buttonAt(x, y) {
    const hit = this.buttons().find((b) => x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height);
    return hit ? hit.name : null;
  }

  draw(state) {
    const context = this.screen.begin();
    const { width, height } = this.screen;
    const sky = context.createLinearGradient(0, 0, 0, height);
    sky.addColorStop(0, theme.SKY_TOP);
    sky.addColorStop(1, theme.SKY_LOW);
    context.fillStyle = sky;
    context.fillRect(0, 0, width, height);
    this.drawHead(context, state);
    this.drawBoard(context, state);
    this.drawGains(context, state);
    if (state.overlay) this.drawOverlay(context, state);
  }

  drawHead(context, state) {
    const { head } = this.screen;
    const box = Math.min(96, head.width * 0.27);
    text(context, 'tiles', head.x, head.y + 36, fitted(context, 'tiles', 54, head.width - 2 * box - 28), theme.TEXT, 'left');
    text(context, 'join up to 2048', head.x + 2, head.y + 88, 15, theme.LABEL, 'left');
    this.drawFigure(context, 'SCORE', state.shownScore, head.x + head.width - 2 * box - 10, head.y, box, state.scorePop);
    this.drawFigure(context, 'BEST', Math.max(state.best, state.shownScore), head.x + head.width - box, head.y, box, 0);
    this.buttons().forEach((button) => {
      const off = button.name === 'undo' && !state.canUndo;
      context.globalAlpha = off ? 0.45 : 1;
      context.fillStyle = button.name === 'new' ? theme.ACCENT : theme.PANEL;
      rounded(context, button.x, button.y, button.width, button.height, 14);
      context.fill();
      const color = button.name === 'new' ? theme.INK : theme.TEXT;
      text(context, button.label, button.x + button.width / 2, button.y + 23, 17, color);
      context.globalAlpha = 1;
    });
  }

  drawFigure(context, label, value, x, y, width, pop) {
    context.fillStyle = theme.PANEL;
    rounded(context, x, y + 4, width, 66, 14);
    context.fill();
    text(context, label, x + width / 2, y + 22, 12, theme.LABEL);
    const words = String(value);
    const size = fitted(context, words, 24, width - 14) * (1 + 0.18 * pop);
    text(context, words, x + width / 2, y + 49, size, theme.TEXT);
  }

  // A place of the board in pixels, from its column and row.
  cell(column, row) {
    const { board } = this.screen;
    const gap = board.side * 0.026;
    const side = (board.side - gap * (Grid.SIZE + 1)) / Grid.SIZE;
    return { x: board.x + gap + column * (side + gap), y: board.y + gap + row * (side + gap), side };
  }

  drawBoard(context, state) {
    const { board } = this.screen;
    const radius = board.side * 0.045;
    context.fillStyle = 'rgba(10, 14, 28, 0.35)';
    rounded(context, board.x, board.y + 6, board.side, board.side, radius);
    context.fill();
    context.fillStyle = theme.BOARD;
    rounded(context, board.x, board.y, board.side, board.side, radius);
    context.fill();
    context.fillStyle = theme.PLACE;
    for (let row = 0; row < Grid.SIZE; row += 1) {
      for (let column = 0; column < Grid.SIZE; column += 1) {
        const { x, y, side } = this.cell(column, row);
        rounded(context, x, y, side, side, side * 0.15);
        context.fill();
      }
    }
    state.motion.show(state.grid.tiles).forEach((tile) => this.drawTile(context, tile));
  }

  drawTile(context, tile) {
    if (tile.size <= 0) return;
    const { x, y, side } = this.cell(tile.column, tile.row);
    const [upper, lower, ink] = theme.tile(tile.value);
    context.save();
    context.translate(x + side / 2, y + side / 2);
    context.scale(tile.size, tile.size);
    const half = side / 2;
    if (tile.value >= 128) {
      // A soft light of its own colour around the great ones.
      const glow = context.createRadialGradient(0, 0, half * 0.8, 0, 0, half * 1.35);
      glow.addColorStop(0, `${lower}88`);
      glow.addColorStop(1, `${lower}00`);
      context.fillStyle = glow;
      context.fillRect(-side * 0.7, -side * 0.7, side * 1.4, side * 1.4);
    }
    context.fillStyle = lower;
    rounded(context, -half, -half, side, side, side * 0.15);
    context.fill();
    const shine = context.createLinearGradient(0, -half, 0, half);
    shine.addColorStop(0, upper);
    shine.addColorStop(1, lower);
    context.fillStyle = shine;
    rounded(context, -half, -half, side, side - side * 0.045, side * 0.15);
    context.fill();
    const words = String(tile.value);
    text(context, words, 0, side * 0.01, fitted(context, words, side * (words.length < 3 ? 0.46 : 0.38), side * 0.84), ink);
    context.restore();
  }

  drawGains(context, state) {
    const { head } = this.screen;
    const box = Math.min(96, head.width * 0.27);
    state.gains.forEach((gain) => {
      context.globalAlpha = 1 - gain.age / 0.9;
      const y = head.y + 50 - 46 * outCubic(gain.age / 0.9);
      text(context, `+${gain.points}`, head.x + head.width - 1.5 * box - 10, y, 20, theme.ACCENT);
    });
    context.globalAlpha = 1;
  }

  drawOverlay(context, state) {
    const { board } = this.screen;
    const shown = outCubic(state.overlayAge / 0.5);
    const won = state.overlay === 'won';
    context.globalAlpha = shown;
    context.fillStyle = won ? 'rgba(100, 85, 240, 0.86)' : 'rgba(20, 26, 46, 0.84)';
    rounded(context, board.x, board.y, board.side, board.side, board.side * 0.045);
    context.fill();
    const x = board.x + board.side / 2;
    const y = board.y + board.side / 2 + (1 - shown) * 30;
    text(context, won ? '2048!' : 'No more moves', x, y - 34, fitted(context, 'No more moves', 40, board.side * 0.8), theme.TEXT);
    text(context, won ? 'You made it.' : `${state.score} points`, x, y + 10, 20, theme.LABEL);
    text(context, won ? 'Tap to play on' : 'Tap for a new game', x, y + 52, 18, theme.ACCENT);
    context.globalAlpha = 1;
  }
}

module.exports = View;
