// ctx.filter: values that are kept and refused, and pixels of each function.
const screen = wx.createCanvas();
const canvas = wx.createCanvas();
canvas.width = 40;
canvas.height = 40;
const c = canvas.getContext('2d');

function value(text) {
  c.filter = 'blur(5px)';
  c.filter = text;
  console.log(`${JSON.stringify(text)} -> ${c.filter}`);
}
['none', 'blur(  2px)', 'blur(1)', 'blur(-1px)', 'brightness(2) contrast(50%)', 'inherit', '', 'drop-shadow(1px 2px 3px red)',
  'drop-shadow(red 1px 2px)', 'drop-shadow(1px)', 'hue-rotate(1turn)', 'url(#x)', 'foo(1)', 'opacity(-1)', 'blur(0.5em)'].forEach(value);

c.save();
c.filter = 'sepia(1)';
c.restore();
console.log('after restore', c.filter);
c.reset();
console.log('after reset', c.filter);

function square(filter, color = '#c86432', setup) {
  c.reset();
  if (setup) setup();
  c.filter = filter;
  c.fillStyle = color;
  c.fillRect(10, 10, 20, 20);
}
// Each spot may be off by a rounding step or two of the values that Chromium has (where it follows the standard).
function near(what, spots) {
  const seen = spots.map(([x, y]) => Array.from(c.getImageData(x, y, 1, 1).data));
  const slack = what.includes('blur') ? 10 : 3;
  const fits = spots.every(([, , ...want], i) => want.every((v, k) => Math.abs(v - seen[i][k]) <= slack));
  console.log(what, fits ? 'as expected' : JSON.stringify(seen));
}
const COLORS = {
  none: [200, 100, 50, 255], 'brightness(0.5)': [100, 50, 25, 255], 'contrast(2)': [255, 72, 0, 255], 'grayscale(1)': [118, 118, 118, 255],
  'invert(1)': [55, 155, 205, 255], 'saturate(2)': [255, 82, 0, 255], 'sepia(1)': [165, 147, 114, 255], 'hue-rotate(180deg)': [35, 135, 185, 255],
  'opacity(50%)': [200, 100, 50, 128], 'invert(1) invert(1)': [200, 100, 50, 255], 'brightness(10) brightness(0.1)': [25, 25, 25, 255],
};
for (const [filter, color] of Object.entries(COLORS)) {
  square(filter);
  near(filter, [[20, 20, ...color]]);
}
square('blur(3px)', '#000');
near('a blur spreads', [[20, 20, 0, 0, 0, 255], [10, 20, 0, 0, 0, 143], [5, 20, 0, 0, 0, 20], [0, 0, 0, 0, 0, 0]]);
square('drop-shadow(8px 8px 0 #00f)');
near('a drop shadow', [[20, 20, 200, 100, 50, 255], [34, 34, 0, 0, 255, 255], [36, 12, 0, 0, 0, 0]]);
square('drop-shadow(8px 8px 0 #00f)', '#f00', () => { c.globalAlpha = 0.5; });
near('global alpha comes after the filter', [[20, 20, 255, 0, 0, 128], [34, 34, 0, 0, 255, 128]]);
square('invert(1)', '#fff', () => {
  c.shadowColor = '#f00';
  c.shadowOffsetX = 8;
});
near('the shadow is of the result', [[20, 20, 0, 0, 0, 255], [34, 20, 255, 0, 0, 255]]);
square('blur(2px)', '#0a0', () => {
  c.beginPath();
  c.rect(0, 0, 15, 40);
  c.clip();
});
near('the clip cuts the blurred result', [[14, 20, 0, 170, 0, 252], [15, 20, 0, 0, 0, 0]]);
square('opacity(50%)', '#f00', () => {
  c.fillStyle = '#00f';
  c.fillRect(0, 0, 40, 40);
  c.globalCompositeOperation = 'copy';
});
near('copy clears around it', [[20, 20, 255, 0, 0, 127], [5, 5, 0, 0, 0, 0]]);
c.reset();
c.font = '20px sans-serif';
c.filter = 'blur(0.1em)';
c.font = '100px sans-serif';
c.fillRect(15, 0, 10, 40);
console.log('em follows the font when it draws:', c.getImageData(2, 20, 1, 1).data[3] > 0);

// For the eye.
const s = screen.getContext('2d');
s.fillStyle = '#f4f1e8';
s.fillRect(0, 0, screen.width, screen.height);
['blur(2px)', 'brightness(1.5)', 'contrast(2)', 'drop-shadow(4px 4px 2px #006)', 'grayscale(1)', 'hue-rotate(90deg)', 'invert(1)', 'opacity(0.4)', 'sepia(1) blur(1px)'].forEach(
  (filter, i) => {
    s.save();
    s.translate((i % 3) * 66 + 10, Math.floor(i / 3) * 66 + 10);
    s.filter = filter;
    const g = s.createLinearGradient(0, 0, 40, 40);
    g.addColorStop(0, '#e03020');
    g.addColorStop(1, '#2080e0');
    s.fillStyle = g;
    s.beginPath();
    s.arc(22, 22, 20, 0, Math.PI * 2);
    s.fill();
    s.restore();
  });
