// Scenes by name: { draw(context, { canvas, images, width, height, newCanvas }), attributes, images }. Nothing in them is random, and
// nothing depends on the machine but fonts.

const scenes = {};
const add = (name, draw, more = {}) => {
  scenes[name] = { draw, ...more };
};

// Helpers of drawing.
function background(c, color = '#f4f1e8') {
  c.fillStyle = color;
  c.fillRect(0, 0, 240, 160);
}
function star(c, x, y, outer, inner, points = 5) {
  c.beginPath();
  for (let i = 0; i < points * 2; i += 1) {
    const r = i % 2 ? inner : outer;
    const a = (i * Math.PI) / points - Math.PI / 2;
    c.lineTo(x + r * Math.cos(a), y + r * Math.sin(a));
  }
  c.closePath();
}
function picture(newCanvas, width = 64, height = 64) {
  const canvas = newCanvas(width, height);
  const c = canvas.getContext('2d');
  const g = c.createLinearGradient(0, 0, width, height);
  g.addColorStop(0, '#e03020');
  g.addColorStop(0.5, '#20a0e0');
  g.addColorStop(1, '#103060');
  c.fillStyle = g;
  c.fillRect(0, 0, width, height);
  c.fillStyle = '#ffe040';
  c.beginPath();
  c.arc(width * 0.35, height * 0.4, width * 0.2, 0, Math.PI * 2);
  c.fill();
  c.fillStyle = '#fff';
  for (let i = 0; i < 8; i += 1) c.fillRect(i * (width / 8), height - 8, width / 16, 4);
  c.clearRect(width - 14, 2, 12, 12);
  c.strokeStyle = '#000';
  c.strokeRect(0.5, 0.5, width - 1, height - 1);
  return canvas;
}
function checks(newCanvas, size = 64, cell = 1) {
  const canvas = newCanvas(size, size);
  const c = canvas.getContext('2d');
  for (let y = 0; y < size; y += cell) {
    for (let x = 0; x < size; x += cell) {
      c.fillStyle = ((x + y) / cell) % 2 ? '#102040' : `rgb(${(x * 255) / size}, ${255 - (y * 255) / size}, 180)`;
      c.fillRect(x, y, cell, cell);
    }
  }
  return canvas;
}

// Composite and blend modes, eight to a scene.
const MODES = ['source-over', 'source-in', 'source-out', 'source-atop', 'destination-over', 'destination-in', 'destination-out',
  'destination-atop', 'lighter', 'copy', 'xor', 'multiply', 'screen', 'overlay', 'darken', 'lighten', 'color-dodge', 'color-burn',
  'hard-light', 'soft-light', 'difference', 'exclusion', 'hue', 'saturation', 'color', 'luminosity'];
for (let from = 0; from < MODES.length; from += 9) {
  add(`modes-${from}`, (c, { newCanvas }) => {
    MODES.slice(from, from + 9).forEach((mode, i) => {
      const cell = newCanvas(76, 50);
      const d = cell.getContext('2d');
      const g = d.createLinearGradient(0, 0, 76, 0);
      g.addColorStop(0, 'rgba(240, 60, 20, 1)');
      g.addColorStop(1, 'rgba(20, 200, 60, 0.3)');
      d.fillStyle = g;
      d.fillRect(6, 6, 44, 30);
      d.globalCompositeOperation = mode;
      const h = d.createLinearGradient(0, 0, 0, 50);
      h.addColorStop(0, 'rgba(30, 60, 230, 0.9)');
      h.addColorStop(1, 'rgba(250, 220, 30, 0.7)');
      d.fillStyle = h;
      d.beginPath();
      d.arc(46, 28, 19, 0, Math.PI * 2);
      d.fill();
      c.drawImage(cell, 3 + (i % 3) * 80, 3 + Math.floor(i / 3) * 53);
    });
  });
}
add('modes-image', (c, { newCanvas }) => {
  background(c);
  const image = picture(newCanvas);
  ['multiply', 'screen', 'difference', 'xor', 'source-atop', 'destination-out'].forEach((mode, i) => {
    c.globalCompositeOperation = mode;
    c.globalAlpha = 0.8;
    c.drawImage(image, 5 + (i % 3) * 78, 5 + Math.floor(i / 3) * 78, 70, 70);
  });
});
add('modes-clip', (c, { newCanvas }) => {
  background(c);
  ['source-in', 'copy', 'destination-atop', 'source-out'].forEach((mode, i) => {
    c.save();
    star(c, 60 + (i % 2) * 120, 40 + Math.floor(i / 2) * 80, 38, 20, 7);
    c.clip();
    c.globalCompositeOperation = mode;
    c.fillStyle = 'rgba(200, 30, 90, 0.7)';
    c.fillRect(30 + (i % 2) * 120, 20 + Math.floor(i / 2) * 80, 40, 40);
    c.restore();
  });
});

// Clips.
add('clip-nested', (c) => {
  background(c);
  star(c, 120, 80, 78, 40, 5);
  c.clip();
  c.fillStyle = '#c04030';
  c.fillRect(0, 0, 240, 160);
  c.beginPath();
  c.arc(140, 80, 50, 0, Math.PI * 2);
  c.clip();
  c.fillStyle = '#3080c0';
  c.fillRect(0, 0, 240, 160);
  c.rotate(0.3);
  c.beginPath();
  c.rect(120, 10, 60, 60.5);
  c.clip();
  c.fillStyle = '#f0e040';
  c.fillRect(0, -100, 400, 400);
});
add('clip-evenodd', (c) => {
  background(c);
  c.beginPath();
  c.arc(90, 80, 60, 0, Math.PI * 2);
  c.arc(150, 80, 60, 0, Math.PI * 2);
  c.clip('evenodd');
  for (let i = 0; i < 24; i += 1) {
    c.fillStyle = i % 2 ? '#204060' : '#e0a020';
    c.fillRect(i * 10, 0, 10, 160);
  }
});
add('clip-text-image', (c, { newCanvas }) => {
  background(c);
  c.beginPath();
  c.roundRect(20, 20, 200, 120, [40, 10, 60, 0]);
  c.clip();
  c.drawImage(picture(newCanvas), 0, 0, 240, 160);
  c.font = 'bold 60px sans-serif';
  c.fillStyle = '#fff';
  c.fillText('Clipped', 10, 100);
});

// Shadows.
add('shadow-rects', (c) => {
  background(c);
  c.shadowColor = 'rgba(0, 0, 0, 0.6)';
  [[0, 4, 4], [3, 6, 2], [8, 8, 8], [20, 0, 0], [2, -5, -5], [12, 10, 0]].forEach(([blur, x, y], i) => {
    c.shadowBlur = blur;
    c.shadowOffsetX = x;
    c.shadowOffsetY = y;
    c.fillStyle = ['#d04030', '#30a050', '#3060d0'][i % 3];
    c.fillRect(20 + (i % 3) * 75, 20 + Math.floor(i / 3) * 75, 45, 40);
  });
});
add('shadow-paths', (c) => {
  background(c);
  c.shadowColor = '#804000';
  c.shadowBlur = 10;
  c.shadowOffsetX = 6;
  c.shadowOffsetY = 6;
  star(c, 60, 80, 50, 22);
  c.fillStyle = '#f0c020';
  c.fill();
  c.lineWidth = 8;
  c.strokeStyle = '#2060a0';
  c.beginPath();
  c.arc(170, 80, 45, 0.4, 5);
  c.stroke();
});
add('shadow-text', (c) => {
  background(c);
  c.font = 'bold 44px sans-serif';
  c.shadowColor = 'rgba(30, 60, 200, 0.8)';
  c.shadowBlur = 6;
  c.shadowOffsetX = 4;
  c.shadowOffsetY = 4;
  c.fillStyle = '#f04060';
  c.fillText('Shadow', 20, 65);
  c.shadowBlur = 0;
  c.strokeStyle = '#108040';
  c.lineWidth = 2;
  c.strokeText('Shadow', 20, 130);
});
add('shadow-image', (c, { newCanvas }) => {
  background(c);
  c.shadowColor = '#000a';
  c.shadowBlur = 14;
  c.shadowOffsetY = 8;
  c.drawImage(picture(newCanvas), 20, 30, 80, 80);
  c.translate(170, 80);
  c.rotate(0.5);
  c.globalAlpha = 0.6;
  c.drawImage(picture(newCanvas), -35, -35, 70, 70);
});
add('shadow-modes', (c) => {
  background(c, '#c8d8e8');
  c.shadowColor = '#400080';
  c.shadowBlur = 5;
  c.shadowOffsetX = 8;
  c.shadowOffsetY = 8;
  ['source-over', 'destination-over', 'lighter', 'multiply', 'xor', 'destination-out'].forEach((mode, i) => {
    c.globalCompositeOperation = mode;
    c.fillStyle = 'rgba(220, 80, 40, 0.75)';
    c.fillRect(15 + (i % 3) * 78, 15 + Math.floor(i / 3) * 75, 45, 45);
  });
});
add('shadow-transparent', (c) => {
  background(c);
  c.shadowColor = '#000';
  c.shadowOffsetX = 10.5;
  c.shadowOffsetY = 7.25;
  c.shadowBlur = 3;
  const g = c.createLinearGradient(20, 0, 220, 0);
  g.addColorStop(0, 'rgba(255, 0, 0, 0)');
  g.addColorStop(1, 'rgba(255, 0, 0, 1)');
  c.fillStyle = g;
  c.fillRect(20, 20, 190, 50);
  c.globalAlpha = 0.5;
  c.fillStyle = '#00f';
  c.beginPath();
  c.ellipse(120, 115, 90, 25, 0.1, 0, Math.PI * 2);
  c.fill();
});

// Filters.
const FILTERS = ['blur(1px)', 'blur(4px)', 'brightness(150%)', 'brightness(0.5)', 'contrast(200%)', 'contrast(0.4)', 'grayscale(1)',
  'grayscale(50%)', 'hue-rotate(90deg)', 'hue-rotate(200deg)', 'invert(1)', 'invert(70%)', 'opacity(40%)', 'saturate(3)', 'saturate(0.3)',
  'sepia(1)', 'sepia(60%)', 'drop-shadow(4px 4px 3px #006)'];
for (let from = 0; from < FILTERS.length; from += 6) {
  add(`filter-${from}`, (c, { newCanvas }) => {
    background(c);
    const image = picture(newCanvas);
    FILTERS.slice(from, from + 6).forEach((filter, i) => {
      c.filter = filter;
      c.drawImage(image, 8 + (i % 3) * 78, 8 + Math.floor(i / 3) * 78);
    });
  });
}
add('filter-lists', (c, { newCanvas }) => {
  background(c);
  const image = picture(newCanvas);
  ['blur(2px) drop-shadow(5px 5px 2px red)', 'drop-shadow(6px 0 0 #080) drop-shadow(0 6px 0 #008)', 'sepia(1) hue-rotate(180deg) contrast(1.5)',
    'invert(1) blur(3px) invert(1)', 'opacity(50%) drop-shadow(3px 3px 4px black)', 'grayscale(1) brightness(1.4) saturate(4)'].forEach((filter, i) => {
    c.filter = filter;
    c.drawImage(image, 8 + (i % 3) * 78, 8 + Math.floor(i / 3) * 78, 56, 56);
  });
});
add('filter-shapes', (c) => {
  background(c);
  c.filter = 'blur(3px)';
  c.fillStyle = '#d02050';
  star(c, 60, 50, 45, 20);
  c.fill();
  c.strokeStyle = '#2050d0';
  c.lineWidth = 10;
  c.strokeRect(130, 20, 80, 50);
  c.filter = 'drop-shadow(3px 4px 2px rgba(0, 0, 0, 0.7))';
  c.font = 'bold 40px sans-serif';
  c.fillStyle = '#208040';
  c.fillText('Filter', 20, 135);
  c.filter = 'hue-rotate(120deg)';
  const g = c.createLinearGradient(140, 0, 230, 0);
  g.addColorStop(0, 'red');
  g.addColorStop(1, 'yellow');
  c.fillStyle = g;
  c.fillRect(140, 95, 90, 50);
});
add('filter-alpha-shadow', (c) => {
  background(c);
  c.filter = 'drop-shadow(8px 8px 3px #c00)';
  c.globalAlpha = 0.5;
  c.fillStyle = '#06c';
  c.fillRect(20, 20, 70, 50);
  c.globalAlpha = 1;
  c.filter = 'blur(2px)';
  c.shadowColor = '#000';
  c.shadowOffsetX = 10;
  c.shadowOffsetY = 10;
  c.shadowBlur = 4;
  c.fillStyle = '#fa0';
  c.fillRect(130, 20, 70, 50);
  c.globalCompositeOperation = 'multiply';
  c.shadowColor = 'transparent';
  c.filter = 'brightness(1.3)';
  c.fillStyle = 'rgba(100, 180, 220, 0.8)';
  c.beginPath();
  c.arc(120, 90, 55, 0, Math.PI * 2);
  c.fill();
});
add('filter-clip', (c) => {
  background(c);
  c.beginPath();
  c.arc(120, 80, 70, 0, Math.PI * 2);
  c.clip();
  c.filter = 'blur(8px)';
  c.fillStyle = '#063';
  c.fillRect(30, 60, 180, 40);
  c.globalCompositeOperation = 'source-atop';
  c.filter = 'blur(12px)';
  c.fillStyle = '#f60';
  c.fillRect(100, 0, 40, 160);
});
add('filter-edge', (c) => {
  background(c);
  c.filter = 'blur(10px)';
  c.fillStyle = '#609';
  c.fillRect(-50, -50, 100, 260);
  c.fillRect(180, 100, 200, 200);
  c.filter = 'drop-shadow(-60px 0 2px #f00)';
  c.fillStyle = '#000';
  c.fillRect(250, 20, 40, 40);
});

// Gradients and patterns.
add('gradient-linear', (c) => {
  const g = c.createLinearGradient(20, 20, 200, 140);
  ['#ff0000', 'rgba(0, 255, 0, 0.2)', '#0000ff', 'white'].forEach((color, i) => g.addColorStop(i / 3, color));
  c.fillStyle = g;
  c.fillRect(0, 0, 240, 160);
});
add('gradient-stops', (c) => {
  background(c);
  const stops = [[[0.5, 'red']], [[0.3, 'red'], [0.3, 'blue']], [[0, 'red'], [0.5, 'lime'], [0.5, 'blue'], [1, 'yellow']], [[0.8, '#123'], [0.2, '#fed']]];
  stops.forEach((list, i) => {
    const g = c.createLinearGradient(20, 0, 220, 0);
    list.forEach(([at, color]) => g.addColorStop(at, color));
    c.fillStyle = g;
    c.fillRect(10, 8 + i * 38, 220, 30);
  });
});
add('gradient-radial', (c) => {
  background(c);
  const make = (...args) => {
    const g = c.createRadialGradient(...args);
    g.addColorStop(0, '#ffe080');
    g.addColorStop(0.6, '#d04020');
    g.addColorStop(1, 'rgba(40, 0, 80, 0.6)');
    return g;
  };
  c.fillStyle = make(60, 50, 5, 60, 50, 45);
  c.fillRect(5, 5, 110, 75);
  c.fillStyle = make(160, 30, 0, 180, 45, 50);
  c.fillRect(125, 5, 110, 75);
  c.fillStyle = make(30, 120, 10, 90, 120, 25);
  c.fillRect(5, 85, 110, 70);
  c.fillStyle = make(150, 120, 30, 210, 120, 2);
  c.fillRect(125, 85, 110, 70);
});
add('gradient-conic', (c) => {
  background(c);
  const g = c.createConicGradient(0.7, 80, 80);
  ['red', 'yellow', 'lime', 'cyan', 'blue', 'magenta', 'red'].forEach((color, i) => g.addColorStop(i / 6, color));
  c.fillStyle = g;
  c.beginPath();
  c.arc(80, 80, 70, 0, Math.PI * 2);
  c.fill();
  const h = c.createConicGradient(-Math.PI / 2, 195, 80);
  h.addColorStop(0.25, '#000');
  h.addColorStop(0.25, '#fff');
  h.addColorStop(0.75, 'rgba(255, 0, 0, 0.5)');
  c.fillStyle = h;
  c.fillRect(160, 20, 70, 120);
});
add('gradient-stroke-transform', (c) => {
  background(c);
  const g = c.createLinearGradient(-60, -60, 60, 60);
  g.addColorStop(0, '#e02020');
  g.addColorStop(1, '#2020e0');
  c.translate(120, 80);
  c.rotate(0.5);
  c.scale(1.4, 0.7);
  c.strokeStyle = g;
  c.lineWidth = 14;
  c.strokeRect(-60, -60, 120, 120);
  c.fillStyle = g;
  c.font = '40px sans-serif';
  c.textAlign = 'center';
  c.fillText('grad', 0, 12);
});
add('pattern-repeats', (c, { newCanvas }) => {
  background(c);
  const image = picture(newCanvas, 32, 32);
  ['repeat', 'repeat-x', 'repeat-y', 'no-repeat'].forEach((repetition, i) => {
    c.save();
    c.translate(5 + (i % 2) * 120, 5 + Math.floor(i / 2) * 78);
    c.fillStyle = c.createPattern(image, repetition);
    c.fillRect(0, 0, 110, 72);
    c.restore();
  });
});
add('pattern-transform', (c, { newCanvas }) => {
  background(c);
  const pattern = c.createPattern(picture(newCanvas, 24, 24), 'repeat');
  pattern.setTransform(new DOMMatrix().rotate(30).scale(1.5, 0.8));
  c.fillStyle = pattern;
  c.fillRect(10, 10, 130, 140);
  pattern.setTransform({ a: 0.5, d: 0.5, e: 3 });
  c.strokeStyle = pattern;
  c.lineWidth = 30;
  c.beginPath();
  c.arc(190, 80, 45, 0, 5);
  c.stroke();
});

// Paths and lines.
add('joins-caps', (c) => {
  background(c);
  c.lineWidth = 14;
  c.strokeStyle = 'rgba(30, 60, 120, 0.8)';
  ['miter', 'round', 'bevel'].forEach((join, i) => {
    c.lineJoin = join;
    c.lineCap = ['butt', 'round', 'square'][i];
    c.beginPath();
    c.moveTo(20 + i * 75, 60);
    c.lineTo(45 + i * 75, 15);
    c.lineTo(70 + i * 75, 60);
    c.stroke();
    c.beginPath();
    c.moveTo(20 + i * 75, 90);
    c.lineTo(60 + i * 75, 95);
    c.lineTo(20 + i * 75, 100);
    c.stroke();
    c.strokeRect(25 + i * 75, 125, 40, 20);
  });
});
add('arcs-thick', (c) => {
  background(c);
  c.strokeStyle = '#803020';
  [[40, 40, 30, 10, 0, 4], [120, 40, 20, 36, 0.5, 3], [195, 40, 10, 30, 0, 5], [40, 120, 25, 8, 1, 1.2], [120, 120, 30, 20, 3, 6], [195, 120, 15, 40, 0, 2]].forEach(
    ([x, y, r, w, from, to]) => {
      c.lineWidth = w;
      c.beginPath();
      c.arc(x, y, r, from, to);
      c.stroke();
    });
});
add('ellipses', (c) => {
  background(c);
  for (let i = 0; i < 8; i += 1) {
    c.strokeStyle = `hsl(${i * 45}, 70%, 40%)`;
    c.lineWidth = 1 + i;
    c.beginPath();
    c.ellipse(120, 80, 20 + i * 12, 10 + i * 8, i * 0.3, i * 0.2, 5.5, i % 2 === 1);
    c.stroke();
  }
});
add('dashes', (c) => {
  background(c);
  c.lineWidth = 6;
  c.strokeStyle = '#204080';
  c.setLineDash([12, 6]);
  c.strokeRect(15, 15, 90, 60);
  c.lineDashOffset = 7;
  c.beginPath();
  c.arc(180, 45, 35, 0, Math.PI * 2);
  c.stroke();
  c.setLineDash([2, 8]);
  c.lineCap = 'round';
  c.beginPath();
  c.moveTo(15, 110);
  c.bezierCurveTo(80, 70, 150, 170, 225, 100);
  c.stroke();
  c.lineCap = 'butt';
  c.setLineDash([20, 3, 3, 3]);
  c.lineDashOffset = -5;
  star(c, 60, 125, 28, 14);
  c.lineWidth = 2;
  c.stroke();
});
add('hairlines', (c) => {
  c.fillStyle = '#fff';
  c.fillRect(0, 0, 240, 160);
  c.strokeStyle = '#000';
  [0.1, 0.5, 1, 1.5, 2, 3].forEach((width, i) => {
    c.lineWidth = width;
    for (let k = 0; k < 6; k += 1) {
      c.beginPath();
      c.moveTo(10 + i * 38, 10);
      c.lineTo(10 + i * 38 + k * 6, 150);
      c.stroke();
    }
  });
});
add('curves', (c) => {
  background(c);
  for (let i = 0; i < 10; i += 1) {
    c.beginPath();
    c.moveTo(10, 10 + i * 14);
    c.bezierCurveTo(230, i * 30, i * 20, 160 - i * 10, 230, 150 - i * 12);
    c.lineWidth = 0.5 + i * 0.6;
    c.strokeStyle = `rgba(${i * 25}, 60, ${250 - i * 25}, 0.9)`;
    c.stroke();
  }
  c.beginPath();
  c.moveTo(60, 150);
  c.quadraticCurveTo(120, -90, 180, 150);
  c.quadraticCurveTo(120, 40, 60, 150);
  c.fillStyle = 'rgba(220, 40, 40, 0.5)';
  c.fill();
});
add('cusps', (c) => {
  background(c);
  c.lineWidth = 12;
  c.strokeStyle = '#205030';
  ['miter', 'round'].forEach((join, i) => {
    c.lineJoin = join;
    c.beginPath();
    c.moveTo(15 + i * 120, 140);
    c.bezierCurveTo(130 + i * 120, 20, -10 + i * 120, 20, 100 + i * 120, 140);
    c.stroke();
    c.beginPath();
    c.moveTo(20 + i * 120, 40);
    c.quadraticCurveTo(100 + i * 120, 40, 40 + i * 120, 42);
    c.stroke();
  });
});
add('round-rects', (c) => {
  background(c);
  c.fillStyle = '#3070b0';
  c.strokeStyle = '#102030';
  c.lineWidth = 3;
  [[0], [12], [30, 5], [{ x: 30, y: 10 }, 20, 0], [100], [5, 10, 15, 20]].forEach((radii, i) => {
    c.beginPath();
    c.roundRect(10 + (i % 3) * 77, 10 + Math.floor(i / 3) * 75, 65, 60, radii);
    c.fill();
    c.stroke();
  });
});
add('arc-to', (c) => {
  background(c);
  c.lineWidth = 4;
  c.strokeStyle = '#a02060';
  [5, 15, 30, 60].forEach((radius, i) => {
    c.beginPath();
    c.moveTo(10 + i * 56, 140);
    c.arcTo(30 + i * 56, 10, 55 + i * 56, 140, radius);
    c.lineTo(55 + i * 56, 150);
    c.stroke();
  });
});
add('path2d', (c) => {
  background(c);
  const heart = new Path2D('M0 30 C-50 -10 -20 -50 0 -20 S50 -10 0 30 Z m 5 -20 a 8 8 0 1 0 0.1 0');
  const all = new Path2D();
  all.addPath(heart, new DOMMatrix([1, 0, 0, 1, 60, 80]));
  all.addPath(heart, new DOMMatrix().translate(170, 80).rotate(20).scale(1.4));
  c.fillStyle = '#d02040';
  c.fill(all, 'evenodd');
  c.lineWidth = 3;
  c.stroke(all);
});
add('winding', (c) => {
  background(c);
  ['nonzero', 'evenodd'].forEach((rule, i) => {
    c.save();
    c.translate(60 + i * 120, 80);
    c.beginPath();
    for (let k = 0; k < 5; k += 1) c.lineTo(55 * Math.cos(k * 2.513), 55 * Math.sin(k * 2.513));
    c.closePath();
    c.fillStyle = '#508030';
    c.fill(rule);
    c.restore();
  });
});
add('subpixel-rects', (c) => {
  c.fillStyle = '#fff';
  c.fillRect(0, 0, 240, 160);
  c.fillStyle = '#103060';
  for (let y = 0; y < 7; y += 1) {
    for (let x = 0; x < 10; x += 1) c.fillRect(8 + x * 23.1, 8 + y * 21.7, 10 + x * 0.13, 9 + y * 0.17);
  }
});
add('transforms', (c) => {
  background(c);
  c.translate(120, 80);
  for (let i = 0; i < 12; i += 1) {
    c.rotate(Math.PI / 6);
    c.fillStyle = `hsla(${i * 30}, 80%, 50%, 0.6)`;
    c.fillRect(20, -8, 60, 16);
  }
  c.setTransform(1, 0.2, -0.4, 1, 40, 20);
  c.strokeStyle = '#000';
  c.lineWidth = 5;
  c.strokeRect(0, 0, 60, 40);
  c.setTransform(2, 0, 0, 0.5, 150, 100);
  c.beginPath();
  c.arc(15, 40, 18, 0, Math.PI * 2);
  c.stroke();
});

// Images.
add('image-scales', (c, { newCanvas }) => {
  background(c);
  const image = picture(newCanvas);
  c.drawImage(image, 5, 5, 20, 20);
  c.drawImage(image, 30, 5, 100, 60);
  c.drawImage(image, 10, 10, 30, 30, 135, 5, 100, 100);
  c.drawImage(image, 5.5, 70.25);
  c.drawImage(image, 75, 75, 33, 80);
  c.imageSmoothingEnabled = false;
  c.drawImage(image, 20, 20, 16, 16, 120, 110, 45, 45);
  c.drawImage(image, 175, 110, 45, 45);
});
add('image-turned', (c, { newCanvas }) => {
  background(c);
  const image = picture(newCanvas);
  [0.3, 0.8, Math.PI / 2, 2.2].forEach((angle, i) => {
    c.save();
    c.translate(35 + i * 57, 80);
    c.rotate(angle);
    c.imageSmoothingEnabled = i !== 3;
    c.drawImage(image, -25, -40, 50, 80);
    c.restore();
  });
});
for (const quality of ['low', 'medium', 'high']) {
  add(`image-shrunk-${quality}`, (c, { newCanvas }) => {
    background(c);
    c.imageSmoothingQuality = quality;
    const image = checks(newCanvas, 128, 4);
    c.drawImage(image, 5, 5, 100, 100);
    c.drawImage(image, 110, 5, 60, 60);
    c.drawImage(image, 175, 5, 30, 30);
    c.drawImage(image, 210, 5, 15, 15);
    c.drawImage(image, 110, 70, 120, 20);
    c.translate(170, 125);
    c.rotate(0.4);
    c.drawImage(image, -25, -25, 50, 50);
  });
  add(`image-grown-${quality}`, (c, { newCanvas }) => {
    background(c);
    c.imageSmoothingQuality = quality;
    c.drawImage(picture(newCanvas, 24, 24), 5, 5, 150, 150);
    c.drawImage(picture(newCanvas, 16, 16), 160, 5, 75, 40);
  });
}
add('image-self', (c, { canvas }) => {
  background(c);
  c.fillStyle = '#c03050';
  c.fillRect(10, 10, 60, 60);
  c.drawImage(canvas, 0, 0, 120, 80, 100, 60, 120, 80);
  c.globalAlpha = 0.5;
  c.drawImage(canvas, 20, 20);
});
add('image-bitmap', async (c, { newCanvas }) => {
  background(c);
  const image = picture(newCanvas);
  const bitmaps = [await createImageBitmap(image), await createImageBitmap(image, 10, 10, 30, 30), await createImageBitmap(image, -10, 20, 50, 60),
    await createImageBitmap(image, { resizeWidth: 40, resizeHeight: 20, resizeQuality: 'high' }), await createImageBitmap(image, { imageOrientation: 'flipY' }),
    await createImageBitmap(image, { resizeWidth: 100, resizeQuality: 'pixelated' })];
  let x = 4;
  bitmaps.forEach((bitmap, i) => {
    c.drawImage(bitmap, x, i < 3 ? 4 : 74);
    x = i === 2 ? 4 : x + bitmap.width + 6;
  });
});
add('offscreen', (c) => {
  background(c);
  const canvas = new OffscreenCanvas(100, 100);
  const d = canvas.getContext('2d');
  d.fillStyle = '#0a7';
  star(d, 50, 50, 48, 20, 9);
  d.fill();
  const bitmap = canvas.transferToImageBitmap();
  d.fillStyle = '#a07';
  d.fillRect(20, 20, 60, 60);
  c.drawImage(bitmap, 10, 30);
  c.drawImage(canvas, 125, 30);
});
add('image-data', (c) => {
  background(c);
  c.fillStyle = 'rgba(200, 30, 60, 0.5)';
  c.fillRect(20, 20, 60, 60);
  const data = c.getImageData(10, 10, 80, 80);
  for (let i = 0; i < data.data.length; i += 4) data.data[i + 1] = 255 - data.data[i + 1];
  c.putImageData(data, 100, 20);
  c.putImageData(data, 130, 60, 20, 20, 50, 50);
});
add('opaque', (c) => {
  c.fillStyle = 'rgba(255, 100, 0, 0.5)';
  c.fillRect(20, 20, 100, 100);
  c.globalCompositeOperation = 'destination-out';
  c.fillRect(60, 60, 100, 80);
  c.globalCompositeOperation = 'copy';
  c.beginPath();
  c.rect(150, 20, 60, 60);
  c.clip();
  c.fillStyle = 'rgba(0, 200, 255, 0.4)';
  c.fillRect(170, 30, 100, 100);
}, { attributes: { alpha: false } });
const FILES = ['exif-1.jpg', 'exif-3.jpg', 'exif-6.jpg', 'exif-8.jpg', 'exif-5.jpg', 'cmyk.jpg', 'gray.jpg', 'progressive.jpg', 'rgba16.png', 'gray16.png', 'palette.png',
  'palette-alpha.png', 'gray-alpha.png', 'interlaced.png', 'anim.gif', 'lossy.webp', 'lossless.webp', 'anim.webp'];
add('image-files', (c, { images }) => {
  background(c);
  FILES.forEach((path, i) => c.drawImage(images[path], 2 + (i % 6) * 40, 2 + Math.floor(i / 6) * 53));
}, { images: FILES });

// Text.
add('text-align', (c) => {
  background(c);
  c.font = '14px sans-serif';
  c.fillStyle = '#102030';
  c.fillRect(120, 0, 0.5, 160);
  ['start', 'end', 'left', 'right', 'center'].forEach((align, i) => {
    c.textAlign = align;
    c.fillText(`align ${align}`, 120, 25 + i * 15);
  });
  c.textAlign = 'left';
  ['top', 'hanging', 'middle', 'alphabetic', 'ideographic', 'bottom'].forEach((baseline, i) => {
    c.textBaseline = baseline;
    c.fillText('Agx', 5 + i * 38, 125);
  });
});
add('text-sizes', (c) => {
  c.fillStyle = '#fff';
  c.fillRect(0, 0, 240, 160);
  c.fillStyle = '#000';
  [8, 10, 12, 14, 16, 20, 28, 40].reduce((y, size) => {
    c.font = `${size}px sans-serif`;
    c.fillText('Handgloves 0123 fi', 5, y + size);
    return y + size + 1;
  }, 0);
});
add('text-fonts', (c) => {
  background(c);
  c.fillStyle = '#000';
  ['serif', 'sans-serif', 'monospace', 'bold sans-serif', 'italic serif', 'bold italic serif'].forEach((family, i) => {
    const words = family.split(' ');
    c.font = `${words.slice(0, -1).join(' ')} 20px ${words[words.length - 1]}`;
    c.fillText('Quick brown fox', 6, 24 + i * 25);
  });
});
add('text-scripts', (c) => {
  background(c);
  c.font = '22px sans-serif';
  c.fillStyle = '#000';
  ['中文游戏开始', 'ひらがな 한국어', 'مرحبا بالعالم', 'नमस्ते दुनिया', 'Ελληνικά Русский'].forEach((text, i) => c.fillText(text, 8, 28 + i * 29));
});
add('text-emoji', (c) => {
  background(c);
  c.font = '30px sans-serif';
  c.fillStyle = '#000';
  ['😀🎮🚀❤️', '👩‍👩‍👧‍👦 👨🏽‍💻 🏳️‍🌈', '🇨🇳 🇩🇪 1️⃣ ☺'].forEach((text, i) => c.fillText(text, 8, 42 + i * 48));
});
add('text-bidi', (c) => {
  background(c);
  c.font = '20px sans-serif';
  c.fillStyle = '#000';
  ['ltr', 'rtl'].forEach((direction, i) => {
    c.direction = direction;
    c.textAlign = 'start';
    c.fillText('abc مرحبا 123 (x)', i ? 232 : 8, 40 + i * 40);
    c.textAlign = 'center';
    c.fillText('שלום world!', 120, 110 + i * 30);
  });
});
add('text-spacing', (c) => {
  background(c);
  c.font = '18px sans-serif';
  c.fillStyle = '#000';
  [['0px', '0px'], ['3px', '0px'], ['-1px', '0px'], ['0.2em', '1em'], ['0px', '20px']].forEach(([letters, words], i) => {
    c.letterSpacing = letters;
    c.wordSpacing = words;
    c.fillText('Spaced out words', 5, 25 + i * 30);
  });
});
add('text-caps', (c) => {
  background(c);
  c.font = '20px serif';
  c.fillStyle = '#000';
  ['normal', 'small-caps', 'all-small-caps', 'petite-caps', 'unicase', 'titling-caps'].forEach((caps, i) => {
    c.fontVariantCaps = caps;
    c.fillText('Small Caps 123', 5, 24 + i * 25);
  });
});
add('text-kerning', (c) => {
  background(c);
  c.font = '28px serif';
  c.fillStyle = '#000';
  ['auto', 'normal', 'none'].forEach((kerning, i) => {
    c.fontKerning = kerning;
    c.fillText('AVATAR To. fi', 5, 40 + i * 25);
  });
  ['optimizeSpeed', 'geometricPrecision'].forEach((rendering, i) => {
    c.textRendering = rendering;
    c.fillText('AVATAR To. fi', 5, 115 + i * 30);
  });
});
add('text-max-width', (c) => {
  background(c);
  c.font = '26px sans-serif';
  c.fillStyle = '#000';
  [240, 150, 80, 30].forEach((width, i) => c.fillText('Condensed text', 5, 35 + i * 36, width));
});
add('text-stroke', (c) => {
  background(c);
  c.font = 'bold 56px sans-serif';
  c.lineWidth = 6;
  c.lineJoin = 'round';
  c.strokeStyle = '#203080';
  c.strokeText('Stroke', 10, 65);
  const g = c.createLinearGradient(0, 80, 0, 150);
  g.addColorStop(0, '#f80');
  g.addColorStop(1, '#80f');
  c.fillStyle = g;
  c.fillText('Fill 文', 10, 135);
});
add('text-turned', (c) => {
  background(c);
  c.font = '24px sans-serif';
  c.fillStyle = '#203040';
  c.translate(120, 80);
  for (let i = 0; i < 7; i += 1) {
    c.save();
    c.rotate(i * 0.9);
    c.fillText('turned', 20, 0);
    c.restore();
  }
  c.setTransform(1, 0, -0.5, 1, 60, 150);
  c.fillText('skewed 文', 0, 0);
});
add('text-large', (c) => {
  background(c);
  c.font = '300px serif';
  c.fillStyle = '#602020';
  c.fillText('g字', -10, 150);
});
add('color-forms', (c) => {
  const colors = ['rebeccapurple', '#1af', '#1af8', '#11aaff', '#11aaff88', 'rgb(10 200 90 / 50%)', 'rgba(10%, 80%, 40%, 0.7)', 'hsl(200, 80%, 50%)', 'hsl(0.3turn 50% 40% / 0.6)',
    'hwb(120 20% 30%)', 'lab(60% 40 -50)', 'lch(60% 70 120)', 'oklab(70% 0.1 -0.1)', 'oklch(70% 0.2 150)', 'color(srgb 0.9 0.3 0.1)', 'color(display-p3 0.2 0.8 0.3)', 'currentcolor', 'transparent'];
  background(c);
  colors.forEach((color, i) => {
    c.fillStyle = color;
    c.fillRect(5 + (i % 6) * 39, 5 + Math.floor(i / 6) * 51, 34, 45);
  });
});

module.exports = scenes;
