// How the board moves: tiles slide to their places, then joined and new tiles pop up.

const SLIDE = 0.11; // seconds
const POP = 0.17;

const outCubic = (t) => 1 - (1 - t) ** 3;
const between = (age, from, length) => Math.max(0, Math.min(1, (age - from) / length));

class Motion {
  constructor() {
    this.age = 10;
    this.slides = [];
    this.joins = [];
    this.fresh = [];
  }

  // `slides` and `joins` as Grid.move gives them; `fresh` are tiles that appear.
  begin(slides, joins, fresh) {
    this.age = slides.length > 0 ? 0 : SLIDE;
    this.slides = slides;
    this.joins = joins;
    this.fresh = fresh;
  }

  step(dt) {
    this.age += dt;
  }

  get moving() {
    return this.age < SLIDE;
  }

  // What to draw, back to front: { value, column, row, size } with fractions of places, size 1 at rest.
  show(tiles) {
    const slid = outCubic(between(this.age, 0, SLIDE));
    const out = [];
    if (this.moving) {
      this.slides.forEach(({ tile, from }) => {
        const column = from.column + (tile.column - from.column) * slid;
        const row = from.row + (tile.row - from.row) * slid;
        out.push({ value: tile.value, column, row, size: 1 });
      });
      return out;
    }
    const pop = between(this.age, SLIDE, POP);
    const made = new Set(this.joins.map((join) => join.made));
    const fresh = new Set(this.fresh);
    tiles.forEach((tile) => {
      let size = 1;
      if (made.has(tile)) size = 1 + 0.16 * Math.sin(pop * Math.PI);
      if (fresh.has(tile)) size = pop < 1 ? Math.max(0, 1 + 2.2 * (pop - 1) ** 3 + 1.2 * (pop - 1) ** 2) : 1;
      out.push({ value: tile.value, column: tile.column, row: tile.row, size });
    });
    // A popping tile overlaps its neighbours.
    return out.sort((a, b) => a.size - b.size);
  }
}

module.exports = Motion;
