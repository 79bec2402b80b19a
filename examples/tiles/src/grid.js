// The rules: a square grid of tiles, moves and joins. It knows neither time nor pixels.

const SIZE = 4;

// Each direction as a step in columns and rows.
const STEPS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

class Grid {
  constructor() {
    this.nextId = 1;
    this.tiles = []; // { id, value, column, row }
  }

  static from(saved) {
    const grid = new Grid();
    saved.forEach(([column, row, value]) => grid.put(column, row, value));
    return grid;
  }

  // What `from` takes: plain numbers, fit to be stored.
  toSaved() {
    return this.tiles.map((tile) => [tile.column, tile.row, tile.value]);
  }

  put(column, row, value) {
    const tile = { id: this.nextId, value, column, row };
    this.nextId += 1;
    this.tiles.push(tile);
    return tile;
  }

  at(column, row) {
    return this.tiles.find((tile) => tile.column === column && tile.row === row) || null;
  }

  // A new tile on a free place: mostly a 2. Null when there is none.
  spawn() {
    const free = [];
    for (let row = 0; row < SIZE; row += 1) {
      for (let column = 0; column < SIZE; column += 1) if (!this.at(column, row)) free.push([column, row]);
    }
    if (free.length === 0) return null;
    const [column, row] = free[Math.floor(Math.random() * free.length)];
    return this.put(column, row, Math.random() < 0.9 ? 2 : 4);
  }

  // Slides every tile as far as it goes and joins each equal pair once, those in front first. Gives null when
  // nothing moves, else { slides: [{ tile, from }], joins: [{ made, parts }], gained }.
  move(direction) {
    const [dx, dy] = STEPS[direction];
    const order = this.tiles.slice().sort((a, b) => (b.column - a.column) * dx + (b.row - a.row) * dy);
    const slides = [];
    const joins = [];
    const made = new Set();
    let moved = false;
    order.forEach((tile) => {
      const from = { column: tile.column, row: tile.row };
      let column = tile.column;
      let row = tile.row;
      let meets = null;
      while (!meets) {
        const c = column + dx;
        const r = row + dy;
        if (c < 0 || r < 0 || c >= SIZE || r >= SIZE) break;
        meets = this.at(c, r);
        if (!meets) {
          column = c;
          row = r;
        }
      }
      if (meets && meets.value === tile.value && !made.has(meets)) {
        this.tiles = this.tiles.filter((other) => other !== tile && other !== meets);
        const joined = this.put(meets.column, meets.row, tile.value * 2);
        made.add(joined);
        tile.column = meets.column;
        tile.row = meets.row;
        joins.push({ made: joined, parts: [tile, meets] });
      } else {
        tile.column = column;
        tile.row = row;
      }
      if (tile.column !== from.column || tile.row !== from.row) moved = true;
      slides.push({ tile, from });
    });
    if (!moved) return null;
    return { slides, joins, gained: joins.reduce((sum, join) => sum + join.made.value, 0) };
  }

  get stuck() {
    if (this.tiles.length < SIZE * SIZE) return false;
    return this.tiles.every((tile) => {
      const right = this.at(tile.column + 1, tile.row);
      const below = this.at(tile.column, tile.row + 1);
      return !(right && right.value === tile.value) && !(below && below.value === tile.value);
    });
  }

  get highest() {
    return this.tiles.reduce((most, tile) => Math.max(most, tile.value), 0);
  }
}

Grid.SIZE = SIZE;

module.exports = Grid;
