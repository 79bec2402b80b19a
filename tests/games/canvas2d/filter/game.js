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

const pixel = (x, y) => Array.from(c.getImageData(x, y, 1, 1).data).join(' ');
function square(filter, color = '#c86432', setup) {
  c.reset();
  if (setup) setup();
  c.filter = filter;
  c.fillStyle = color;
  c.fillRect(10, 10, 20, 20);
  return pixel(20, 20);
}
for (const filter of ['none', 'brightness(0.5)', 'contrast(2)', 'grayscale(1)', 'invert(1)', 'saturate(2)', 'sepia(1)', 'hue-rotate(180deg)',
  'opacity(50%)', 'invert(1) invert(1)', 'brightness(10) brightness(0.1)']) console.log(filter, '=', square(filter));

square('blur(3px)', '#000');
console.log('a blur spreads:', pixel(20, 20), '|', pixel(10, 20), '|', pixel(5, 20), '|', pixel(0, 0));
square('drop-shadow(8px 8px 0 #00f)');
console.log('a drop shadow:', pixel(20, 20), '|', pixel(34, 34), '|', pixel(36, 12));
square('drop-shadow(8px 8px 0 #00f)', '#f00', () => { c.globalAlpha = 0.5; });
console.log('global alpha comes after the filter:', pixel(20, 20), '|', pixel(34, 34));
square('invert(1)', '#fff', () => {
  c.shadowColor = '#f00';
  c.shadowOffsetX = 8;
});
console.log('the shadow is of the result:', pixel(20, 20), '|', pixel(34, 20));
square('blur(2px)', '#0a0', () => {
  c.beginPath();
  c.rect(0, 0, 15, 40);
  c.clip();
});
console.log('the clip cuts the result:', pixel(14, 20), '|', pixel(15, 20));
square('opacity(50%)', '#f00', () => {
  c.fillStyle = '#00f';
  c.fillRect(0, 0, 40, 40);
  c.globalCompositeOperation = 'copy';
});
console.log('copy clears around it:', pixel(20, 20), '|', pixel(5, 5));
c.reset();
c.font = '20px sans-serif';
c.filter = 'blur(0.1em)';
c.font = '100px sans-serif';
c.fillRect(15, 0, 10, 40);
console.log('em follows the font when it draws:', pixel(2, 20) !== '0 0 0 0');

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
