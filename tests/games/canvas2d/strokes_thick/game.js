// Lines as wide as their curves are bent, joins that turn back, butt ends of arcs, dashes on arcs.
const canvas = wx.createCanvas();
const c = canvas.getContext('2d');
c.fillStyle = '#f4f1e8';
c.fillRect(0, 0, 200, 200);
c.strokeStyle = '#20406080';
[[30, 30, 15, 10, 0, 4], [90, 30, 15, 30, 0.5, 3], [150, 30, 8, 30, 0, 5], [30, 90, 10, 40, 0, 7]].forEach(([x, y, r, w, from, to]) => {
  c.lineWidth = w;
  c.beginPath();
  c.arc(x, y, r, from, to);
  c.stroke();
});
c.lineWidth = 16;
['miter', 'round', 'bevel'].forEach((join, i) => {
  c.lineJoin = join;
  c.beginPath();
  c.moveTo(70 + i * 45, 80);
  c.lineTo(95 + i * 45, 80);
  c.lineTo(75 + i * 45, 80);
  c.stroke();
  c.strokeRect(75 + i * 42, 110, 20, 20);
});
c.lineJoin = 'miter';
c.lineWidth = 8;
c.setLineDash([14, 6]);
c.beginPath();
c.arc(40, 155, 28, 0, Math.PI * 2);
c.stroke();
c.beginPath();
c.moveTo(90, 190);
c.bezierCurveTo(110, 120, 150, 220, 190, 150);
c.stroke();

const check = (name, x, y, r, w, from, to, spots) => {
  const k = wx.createCanvas();
  k.width = 100;
  k.height = 50;
  const d = k.getContext('2d');
  d.lineWidth = w;
  d.beginPath();
  d.arc(x, y, r, from, to);
  d.stroke();
  console.log(name, spots.map(([px, py]) => d.getImageData(px, py, 1, 1).data[3]).join(' '));
};
// An end is cut at a right angle to the arc, not to its first line.
check('below', 50, 50, 50, 50, 0, Math.PI, [[1, 48], [20, 48], [98, 48]]);
check('disc', 50, 25, 10, 60, 0, Math.PI * 2, [[50, 25], [52, 25], [15, 25], [40, 25]]);
