// DOMMatrix, DOMPoint, DOMRect, DOMQuad, and the calls of a context that take or give them.
wx.createCanvas();
const log = (...values) => console.log(...values.map((v) => (typeof v === 'object' ? JSON.stringify(v) : String(v))));
const caught = (f) => {
  try {
    return String(f());
  } catch (e) {
    return e.name;
  }
};

const m = new DOMMatrix();
log(m, m.is2D, m.isIdentity, Object.prototype.toString.call(m), m instanceof DOMMatrixReadOnly);
log(String(new DOMMatrix([1, 2, 3, 4, 5, 6])), String(new DOMMatrix('translate(10px, 5px) scale(2) rotate(90deg)')));
log(String(m.translate(3, 4).scale(2, 3).skewX(45)), String(m));
log(String(m.translateSelf(1, 2).rotateSelf(180)), String(m.multiply({ a: 2 })), String(m.inverse()));
log(m.rotate(0, 0, 90).is2D, m.rotate(10, 0, 0).is2D, m.flipX().a, String(new DOMMatrix().scale(0).inverse().a));
log(String(DOMMatrix.fromMatrix({ m41: 7, is2D: true })), caught(() => DOMMatrix.fromMatrix({ a: 1, m11: 2 })), caught(() => new DOMMatrix([1, 2])),
  caught(() => new DOMMatrix('scale(x)')), caught(() => String(new DOMMatrix([NaN, 0, 0, 1, 0, 0]))));
log(DOMMatrix.fromFloat32Array(new Float32Array([1, 0, 0, 1, 9, 8])).e, Array.from(new DOMMatrix([1, 2, 3, 4, 5, 6]).toFloat64Array()).join());
log(new DOMPoint(1, 2).matrixTransform({ e: 5, d: 2 }), DOMPoint.fromPoint({ y: 4 }), new DOMMatrix([0, 1, -1, 0, 0, 0]).transformPoint({ x: 1 }));
const r = new DOMRect(10, 20, -5, 8);
log(r);
r.width = 7;
log(r.right, DOMRectReadOnly.fromRect({ x: 1 }), r instanceof DOMRectReadOnly, DOMQuad.fromRect(r).getBounds(), new DOMQuad({ x: 1 }).p1);

const canvas = wx.createCanvas();
const c = canvas.getContext('2d');
c.translate(10, 20);
c.scale(2, 3);
const now = c.getTransform();
log(now instanceof DOMMatrix, String(now));
now.a = 100;
log('a copy:', String(c.getTransform()));
c.setTransform(new DOMMatrix([1, 0, 0, 1, 30, 0]));
log(String(c.getTransform()));
c.setTransform({ m22: 4 });
log(String(c.getTransform()));
c.setTransform();
log(String(c.getTransform()), caught(() => c.setTransform({ a: 1, m11: 2 })), caught(() => c.setTransform(3)), caught(() => c.setTransform(1, 2, 3)));
c.setTransform({ a: Infinity });
log('not finite is ignored:', String(c.getTransform()));

const square = new Path2D();
square.rect(0, 0, 10, 10);
const path = new Path2D();
path.addPath(square, new DOMMatrix().translate(50, 0).scale(2));
log(c.isPointInPath(path, 65, 15), c.isPointInPath(path, 45, 5));

const tile = wx.createCanvas();
tile.width = tile.height = 2;
const t = tile.getContext('2d');
t.fillStyle = '#f00';
t.fillRect(0, 0, 1, 2);
const pattern = c.createPattern(tile, 'repeat');
pattern.setTransform(new DOMMatrix().translate(1, 0));
c.imageSmoothingEnabled = false;
c.fillStyle = pattern;
c.fillRect(0, 0, 4, 4);
log(Array.from(c.getImageData(0, 0, 2, 1).data).join());
