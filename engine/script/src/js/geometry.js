// DOMMatrix, DOMPoint, DOMRect and DOMQuad: https://drafts.fxtf.org/geometry/
(function () {
  'use strict';
  const { sin, cos, tan, hypot, atan2, PI, min, max } = Math;
  // Column by column, as the interface names them and as WebGL takes them.
  const ENTRIES = ['m11', 'm12', 'm13', 'm14', 'm21', 'm22', 'm23', 'm24', 'm31', 'm32', 'm33', 'm34', 'm41', 'm42', 'm43', 'm44'];
  const FLAT = { a: 0, b: 1, c: 4, d: 5, e: 12, f: 13 };
  const identity = () => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const flat = (a, b, c, d, e, f) => [a, b, 0, 0, c, d, 0, 0, 0, 0, 1, 0, e, f, 0, 1];
  const isZero = (value) => value === 0;
  const tag = (type, name) => Object.defineProperty(type.prototype, Symbol.toStringTag, { value: name, configurable: true });
  const dictionary = (value, name) => {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' && typeof value !== 'function') throw new TypeError(`${name} is not an object`);
    return value;
  };
  const number = (value, otherwise) => (value === undefined ? otherwise : Number(value));

  const product = (a, b) => {
    const out = new Array(16);
    for (let column = 0; column < 16; column += 4) {
      for (let row = 0; row < 4; row += 1) {
        out[column + row] = a[row] * b[column] + a[row + 4] * b[column + 1] + a[row + 8] * b[column + 2] + a[row + 12] * b[column + 3];
      }
    }
    return out;
  };
  const isFlat = (m) => isZero(m[2]) && isZero(m[3]) && isZero(m[6]) && isZero(m[7]) && isZero(m[8]) && isZero(m[9]) &&
    m[10] === 1 && isZero(m[11]) && isZero(m[14]) && m[15] === 1;

  // Sine and cosine of degrees; quarter turns are exact.
  const turn = (degrees) => {
    const quarter = degrees / 90;
    if (Number.isInteger(quarter)) return [[0, 1], [1, 0], [0, -1], [-1, 0]][((quarter % 4) + 4) % 4];
    const angle = (degrees * PI) / 180;
    return [sin(angle), cos(angle)];
  };
  const around = (x, y, z, degrees) => {
    const length = hypot(x, y, z);
    if (length === 0) return identity();
    const [s, c] = turn(degrees);
    [x, y, z] = [x / length, y / length, z / length];
    const t = 1 - c;
    return [
      t * x * x + c, t * x * y + s * z, t * x * z - s * y, 0,
      t * x * y - s * z, t * y * y + c, t * y * z + s * x, 0,
      t * x * z + s * y, t * y * z - s * x, t * z * z + c, 0,
      0, 0, 0, 1,
    ];
  };
  const moved = (x, y, z) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1];
  const scaled = (x, y, z) => [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1];

  const inverse = (m, is2D) => {
    if (is2D) {
      const [a, b, , , c, d] = m;
      const [e, f] = [m[12], m[13]];
      const by = a * d - b * c;
      if (by === 0 || !Number.isFinite(by)) return null;
      return flat(d / by, -b / by, -c / by, a / by, (c * f - d * e) / by, (b * e - a * f) / by);
    }
    // Gauss and Jordan with the largest pivot.
    const rows = [0, 1, 2, 3].map((row) => [m[row], m[row + 4], m[row + 8], m[row + 12], ...[0, 1, 2, 3].map((k) => (k === row ? 1 : 0))]);
    for (let column = 0; column < 4; column += 1) {
      let best = column;
      for (let row = column + 1; row < 4; row += 1) if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) best = row;
      const pivot = rows[best][column];
      if (pivot === 0 || !Number.isFinite(pivot)) return null;
      [rows[best], rows[column]] = [rows[column], rows[best]];
      rows[column] = rows[column].map((value) => value / pivot);
      for (let row = 0; row < 4; row += 1) {
        const by = rows[row][column];
        if (row !== column && by !== 0) rows[row] = rows[row].map((value, k) => value - by * rows[column][k]);
      }
    }
    const out = new Array(16);
    for (let column = 0; column < 4; column += 1) for (let row = 0; row < 4; row += 1) out[column * 4 + row] = rows[row][column + 4];
    return out;
  };

  // https://drafts.csswg.org/css-transforms/#typedef-transform-list, without relative lengths and percentages.
  const NUMBER = '[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:e[+-]?\\d+)?';
  const FUNCTION = /\s*([a-z]+(?:3d)?[xyz]?)\(([^()]*)\)\s*/iy;
  const ARGUMENT = new RegExp(`^(${NUMBER})([a-z]*)$`, 'i');
  const LENGTHS = { px: 1, in: 96, cm: 96 / 2.54, mm: 96 / 25.4, q: 96 / 101.6, pt: 96 / 72, pc: 16 };
  const ANGLES = { deg: 1, grad: 0.9, rad: 180 / PI, turn: 360 };
  const refuse = (text) => {
    throw new DOMException(`'${text}' is not a list of transforms`, 'SyntaxError');
  };
  // Kinds of arguments: n number, l length, a angle; each function with the least number of them.
  const skew = (x, y) => flat(1, tan((y * PI) / 180), tan((x * PI) / 180), 1, 0, 0);
  const FUNCTIONS = {
    matrix: ['nnnnnn', 6, flat],
    matrix3d: ['n'.repeat(16), 16, (...m) => m],
    translate: ['ll', 1, (x, y = 0) => moved(x, y, 0)],
    translatex: ['l', 1, (x) => moved(x, 0, 0)],
    translatey: ['l', 1, (y) => moved(0, y, 0)],
    translatez: ['l', 1, (z) => moved(0, 0, z)],
    translate3d: ['lll', 3, moved],
    scale: ['nn', 1, (x, y = x) => scaled(x, y, 1)],
    scalex: ['n', 1, (x) => scaled(x, 1, 1)],
    scaley: ['n', 1, (y) => scaled(1, y, 1)],
    scalez: ['n', 1, (z) => scaled(1, 1, z)],
    scale3d: ['nnn', 3, scaled],
    rotate: ['a', 1, (angle) => around(0, 0, 1, angle)],
    rotatex: ['a', 1, (angle) => around(1, 0, 0, angle)],
    rotatey: ['a', 1, (angle) => around(0, 1, 0, angle)],
    rotatez: ['a', 1, (angle) => around(0, 0, 1, angle)],
    rotate3d: ['nnna', 4, around],
    skew: ['aa', 1, (x, y = 0) => skew(x, y)],
    skewx: ['a', 1, (x) => skew(x, 0)],
    skewy: ['a', 1, (y) => skew(0, y)],
    perspective: ['l', 1, (length) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, -1 / max(length, 1), 0, 0, 0, 1]],
  };
  const IS_3D = /3d|z$|rotate[xy]|perspective/;
  const parse = (text) => {
    const trimmed = text.replace(/\/\*[^]*?(?:\*\/|$)/g, ' ').trim();
    if (trimmed === '' || trimmed.toLowerCase() === 'none') return [identity(), true];
    let [matrix, is2D, at] = [identity(), true, 0];
    while (at < trimmed.length) {
      FUNCTION.lastIndex = at;
      const found = FUNCTION.exec(trimmed);
      const name = found ? found[1].toLowerCase() : '';
      if (!Object.hasOwn(FUNCTIONS, name)) refuse(text);
      const [kinds, least, make] = FUNCTIONS[name];
      const parts = found[2].trim() === '' ? [] : found[2].split(',');
      if (parts.length < least || parts.length > kinds.length || (parts.length !== least && kinds.length > 2)) refuse(text);
      const values = parts.map((part, i) => {
        const argument = ARGUMENT.exec(part.trim());
        if (!argument) refuse(text);
        const [value, unit] = [Number(argument[1]), argument[2].toLowerCase()];
        const units = { n: { '': 1 }, l: LENGTHS, a: ANGLES }[kinds[i]];
        if (unit === '' && value === 0) return 0;
        if (!Object.hasOwn(units, unit)) refuse(text);
        return value * units[unit];
      });
      matrix = product(matrix, make(...values));
      if (IS_3D.test(name)) is2D = false;
      at = FUNCTION.lastIndex;
    }
    return [matrix, is2D];
  };

  // https://drafts.fxtf.org/geometry/#matrix-validate-and-fixup
  const same = (a, b) => a === b || (a !== a && b !== b);
  const fixup = (init) => {
    const given = dictionary(init, 'the matrix');
    const m = identity();
    for (const [alias, at] of Object.entries(FLAT)) {
      const [short, long] = [given[alias], given[ENTRIES[at]]];
      const [a, b] = [number(short, NaN), number(long, NaN)];
      if (short !== undefined && long !== undefined && !same(a, b)) throw new TypeError(`${alias} and ${ENTRIES[at]} of the matrix differ`);
      if (long !== undefined) m[at] = b;
      else if (short !== undefined) m[at] = a;
    }
    for (let at = 0; at < 16; at += 1) {
      if (!Object.values(FLAT).includes(at)) m[at] = number(given[ENTRIES[at]], m[at]);
    }
    const flatNumbers = isFlat(m);
    if (given.is2D !== undefined && given.is2D && !flatNumbers) throw new TypeError('the matrix says is2D and is not');
    return [m, given.is2D === undefined ? flatNumbers : Boolean(given.is2D)];
  };

  const ofNumbers = (list) => {
    const m = Array.from(list, Number);
    if (m.length === 6) return [flat(...m), true];
    if (m.length === 16) return [m, false];
    throw new TypeError(`a matrix has 6 or 16 numbers, not ${m.length}`);
  };

  // Ways into the private parts, for this file only.
  let read, is2DOf, write, make;
  const wrap = (type, [m, is2D]) => {
    make = [m, is2D];
    return new type();
  };
  const kind = (type) => (type === DOMMatrixReadOnly ? DOMMatrixReadOnly : DOMMatrix);
  const numbersOf = (value) => (value instanceof DOMMatrixReadOnly ? [read(value), is2DOf(value)] : fixup(value));

  class DOMMatrixReadOnly {
    #m;
    #is2D;
    constructor(init) {
      if (make) {
        [this.#m, this.#is2D] = make;
        make = undefined;
      } else if (init === undefined) {
        [this.#m, this.#is2D] = [identity(), true];
      } else if (typeof init === 'object' && init !== null && typeof init[Symbol.iterator] === 'function') {
        [this.#m, this.#is2D] = ofNumbers(init);
      } else {
        [this.#m, this.#is2D] = parse(String(init));
      }
    }
    static {
      read = (matrix) => matrix.#m;
      is2DOf = (matrix) => matrix.#is2D;
      write = (matrix, m, is2D) => {
        matrix.#m = m;
        matrix.#is2D = is2D;
        return matrix;
      };
    }
    static fromMatrix(other) {
      return wrap(kind(this), fixup(other));
    }
    static fromFloat32Array(array) {
      if (!(array instanceof Float32Array)) throw new TypeError('fromFloat32Array takes a Float32Array');
      return wrap(kind(this), ofNumbers(array));
    }
    static fromFloat64Array(array) {
      if (!(array instanceof Float64Array)) throw new TypeError('fromFloat64Array takes a Float64Array');
      return wrap(kind(this), ofNumbers(array));
    }
    get is2D() {
      return this.#is2D;
    }
    get isIdentity() {
      const unit = identity();
      return this.#m.every((value, at) => value === unit[at]);
    }
    multiply(other) {
      return copy(this).multiplySelf(other);
    }
    translate(x, y, z) {
      return copy(this).translateSelf(x, y, z);
    }
    scale(x, y, z, originX, originY, originZ) {
      return copy(this).scaleSelf(x, y, z, originX, originY, originZ);
    }
    scaleNonUniform(x = 1, y = 1) {
      return copy(this).scaleSelf(x, y, 1, 0, 0, 0);
    }
    scale3d(scale, originX, originY, originZ) {
      return copy(this).scale3dSelf(scale, originX, originY, originZ);
    }
    rotate(x, y, z) {
      return copy(this).rotateSelf(x, y, z);
    }
    rotateFromVector(x, y) {
      return copy(this).rotateFromVectorSelf(x, y);
    }
    rotateAxisAngle(x, y, z, angle) {
      return copy(this).rotateAxisAngleSelf(x, y, z, angle);
    }
    skewX(angle) {
      return copy(this).skewXSelf(angle);
    }
    skewY(angle) {
      return copy(this).skewYSelf(angle);
    }
    flipX() {
      return wrap(DOMMatrix, [product(this.#m, scaled(-1, 1, 1)), this.#is2D]);
    }
    flipY() {
      return wrap(DOMMatrix, [product(this.#m, scaled(1, -1, 1)), this.#is2D]);
    }
    inverse() {
      return copy(this).invertSelf();
    }
    transformPoint(point) {
      return transformed(this.#m, dictionary(point, 'the point'));
    }
    toFloat32Array() {
      return new Float32Array(this.#m);
    }
    toFloat64Array() {
      return new Float64Array(this.#m);
    }
    toJSON() {
      const out = {};
      for (const alias of Object.keys(FLAT)) out[alias] = this[alias];
      for (const entry of ENTRIES) out[entry] = this[entry];
      out.is2D = this.#is2D;
      out.isIdentity = this.isIdentity;
      return out;
    }
    toString() {
      const m = this.#is2D ? Object.values(FLAT).map((at) => this.#m[at]) : this.#m;
      if (!m.every(Number.isFinite)) throw new DOMException('the matrix holds numbers that are not finite', 'InvalidStateError');
      return `matrix${this.#is2D ? '' : '3d'}(${m.join(', ')})`;
    }
  }
  const copy = (matrix) => wrap(DOMMatrix, [read(matrix).slice(), is2DOf(matrix)]);

  class DOMMatrix extends DOMMatrixReadOnly {
    multiplySelf(other) {
      const [m, is2D] = numbersOf(other);
      return write(this, product(read(this), m), is2DOf(this) && is2D);
    }
    preMultiplySelf(other) {
      const [m, is2D] = numbersOf(other);
      return write(this, product(m, read(this)), is2DOf(this) && is2D);
    }
    translateSelf(x, y, z) {
      [x, y, z] = [number(x, 0), number(y, 0), number(z, 0)];
      return write(this, product(read(this), moved(x, y, z)), is2DOf(this) && isZero(z));
    }
    scaleSelf(x, y, z, originX, originY, originZ) {
      x = number(x, 1);
      [y, z] = [number(y, x), number(z, 1)];
      [originX, originY, originZ] = [number(originX, 0), number(originY, 0), number(originZ, 0)];
      this.translateSelf(originX, originY, originZ);
      write(this, product(read(this), scaled(x, y, z)), is2DOf(this) && z === 1);
      return this.translateSelf(-originX, -originY, -originZ);
    }
    scale3dSelf(scale, originX, originY, originZ) {
      const by = number(scale, 1);
      return this.scaleSelf(by, by, by, originX, originY, originZ);
    }
    rotateSelf(x, y, z) {
      if (y === undefined && z === undefined) [x, y, z] = [0, 0, number(x, 0)];
      else [x, y, z] = [number(x, 0), number(y, 0), number(z, 0)];
      const m = product(product(product(read(this), around(0, 0, 1, z)), around(0, 1, 0, y)), around(1, 0, 0, x));
      return write(this, m, is2DOf(this) && isZero(x) && isZero(y));
    }
    rotateFromVectorSelf(x, y) {
      [x, y] = [number(x, 0), number(y, 0)];
      const angle = x === 0 && y === 0 ? 0 : (atan2(y, x) * 180) / PI;
      return write(this, product(read(this), around(0, 0, 1, angle)), is2DOf(this));
    }
    rotateAxisAngleSelf(x, y, z, angle) {
      [x, y, z, angle] = [number(x, 0), number(y, 0), number(z, 0), number(angle, 0)];
      return write(this, product(read(this), around(x, y, z, angle)), is2DOf(this) && isZero(x) && isZero(y));
    }
    skewXSelf(angle) {
      return write(this, product(read(this), skew(number(angle, 0), 0)), is2DOf(this));
    }
    skewYSelf(angle) {
      return write(this, product(read(this), skew(0, number(angle, 0))), is2DOf(this));
    }
    invertSelf() {
      const inverted = inverse(read(this), is2DOf(this));
      return inverted ? write(this, inverted, is2DOf(this)) : write(this, new Array(16).fill(NaN), false);
    }
    setMatrixValue(text) {
      if (arguments.length < 1) throw new TypeError("Failed to execute 'setMatrixValue' on 'DOMMatrix': 1 argument required, but only 0 present.");
      return write(this, ...parse(String(text)));
    }
  }
  // To Web IDL every argument but that text is optional.
  for (const { prototype } of [DOMMatrixReadOnly, DOMMatrix]) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value === 'function' && name !== 'constructor' && name !== 'setMatrixValue') {
        Object.defineProperty(value, 'length', { value: 0, configurable: true });
      }
    }
  }
  for (const type of [DOMMatrixReadOnly, DOMMatrix]) Object.defineProperty(type, 'length', { value: 0, configurable: true });
  // The entries, by index; those outside of the plane make the matrix three-dimensional.
  const entry = (name, at) => {
    const unit = identity()[at];
    const inPlane = Object.values(FLAT).includes(at);
    const get = { [name]() { return read(this)[at]; } }[name];
    const set = { [name](value) {
      const n = Number(value);
      const m = read(this);
      m[at] = n;
      if (!inPlane && n !== unit) write(this, m, false);
    } }[name];
    Object.defineProperty(DOMMatrixReadOnly.prototype, name, { get, enumerable: true, configurable: true });
    Object.defineProperty(DOMMatrix.prototype, name, { get, set, enumerable: true, configurable: true });
  };
  Object.entries(FLAT).forEach(([alias, at]) => entry(alias, at));
  ENTRIES.forEach(entry);

  const transformed = (m, { x, y, z, w }) => {
    [x, y, z, w] = [number(x, 0), number(y, 0), number(z, 0), number(w, 1)];
    const row = (k) => m[k] * x + m[k + 4] * y + m[k + 8] * z + m[k + 12] * w;
    return new DOMPoint(row(0), row(1), row(2), row(3));
  };

  // Interfaces that are a few numbers: read-only, and a subclass whose numbers can be set.
  let numbers;
  const pair = (name, fields, defaults) => {
    const base = { [`${name}ReadOnly`]: class {
      #numbers;
      constructor(...values) {
        this.#numbers = fields.map((_, at) => number(values[at], defaults[at]));
      }
      static {
        numbers = (object) => object.#numbers;
      }
    } }[`${name}ReadOnly`];
    const own = numbers;
    const type = { [name]: class extends base {} }[name];
    fields.forEach((field, at) => {
      const get = { [field]() { return own(this)[at]; } }[field];
      const set = { [field](value) { own(this)[at] = Number(value); } }[field];
      Object.defineProperty(base.prototype, field, { get, enumerable: true, configurable: true });
      Object.defineProperty(type.prototype, field, { get, set, enumerable: true, configurable: true });
    });
    Object.defineProperty(base, 'length', { value: 0, configurable: true });
    return [base, type];
  };
  const method = (type, methods) => {
    for (const [name, value] of Object.entries(methods)) Object.defineProperty(type, name, { value, writable: true, configurable: true, enumerable: true });
  };

  const POINT = ['x', 'y', 'z', 'w'];
  const [DOMPointReadOnly, DOMPoint] = pair('DOMPoint', POINT, [0, 0, 0, 1]);
  method(DOMPointReadOnly.prototype, {
    matrixTransform(matrix) { return transformed(numbersOf(matrix)[0], this); },
    toJSON() { return { x: this.x, y: this.y, z: this.z, w: this.w }; },
  });
  const fromPoint = (type) => function (point) {
    const { x, y, z, w } = dictionary(point, 'the point');
    return new type(x, y, z, w);
  };
  method(DOMPointReadOnly, { fromPoint: fromPoint(DOMPointReadOnly) });
  method(DOMPoint, { fromPoint: fromPoint(DOMPoint) });

  const [DOMRectReadOnly, DOMRect] = pair('DOMRect', ['x', 'y', 'width', 'height'], [0, 0, 0, 0]);
  const SIDES = {
    top: (r) => min(r.y, r.y + r.height),
    right: (r) => max(r.x, r.x + r.width),
    bottom: (r) => max(r.y, r.y + r.height),
    left: (r) => min(r.x, r.x + r.width),
  };
  for (const [side, of] of Object.entries(SIDES)) {
    Object.defineProperty(DOMRectReadOnly.prototype, side, { get() { return of(this); }, enumerable: true, configurable: true });
  }
  method(DOMRectReadOnly.prototype, {
    toJSON() {
      const { x, y, width, height, top, right, bottom, left } = this;
      return { x, y, width, height, top, right, bottom, left };
    },
  });
  const fromRect = (type) => function (rect) {
    const { x, y, width, height } = dictionary(rect, 'the rectangle');
    return new type(x, y, width, height);
  };
  method(DOMRectReadOnly, { fromRect: fromRect(DOMRectReadOnly) });
  method(DOMRect, { fromRect: fromRect(DOMRect) });

  class DOMQuad {
    #points;
    constructor(p1, p2, p3, p4) {
      this.#points = [p1, p2, p3, p4].map((point) => DOMPoint.fromPoint(point));
    }
    static fromRect(rect) {
      const { x, y, width, height } = DOMRect.fromRect(rect);
      return new DOMQuad({ x, y }, { x: x + width, y }, { x: x + width, y: y + height }, { x, y: y + height });
    }
    static fromQuad(quad) {
      const { p1, p2, p3, p4 } = dictionary(quad, 'the quadrilateral');
      return new DOMQuad(p1, p2, p3, p4);
    }
    get p1() { return this.#points[0]; }
    get p2() { return this.#points[1]; }
    get p3() { return this.#points[2]; }
    get p4() { return this.#points[3]; }
    getBounds() {
      const [xs, ys] = [this.#points.map((point) => point.x), this.#points.map((point) => point.y)];
      const [left, top] = [min(...xs), min(...ys)];
      return new DOMRect(left, top, max(...xs) - left, max(...ys) - top);
    }
    toJSON() {
      const [p1, p2, p3, p4] = this.#points;
      return { p1, p2, p3, p4 };
    }
  }

  const classes = { DOMMatrixReadOnly, DOMMatrix, DOMPointReadOnly, DOMPoint, DOMRectReadOnly, DOMRect, DOMQuad };
  for (const [name, type] of Object.entries(classes)) tag(type, name);
  // A matrix of the plane, for the engine.
  const matrix = (a, b, c, d, e, f) => wrap(DOMMatrix, [flat(a, b, c, d, e, f), true]);
  return { ...classes, matrix };
})
