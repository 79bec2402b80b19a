// Colours and type: night blue behind, tiles that warm up as they grow.

exports.SKY_TOP = '#232d4b';
exports.SKY_LOW = '#35456e';
exports.BOARD = '#1a223b';
exports.PLACE = '#2a3659';
exports.PANEL = '#2f3c63';
exports.LABEL = '#9fb0d9';
exports.TEXT = '#f4f7ff';
exports.INK = '#25304f';
exports.ACCENT = '#ffb454';

// value: [upper colour, lower colour, text]
const TILES = {
  2: ['#f3f6fc', '#dde5f3', '#3a4a73'],
  4: ['#d8eaf8', '#bcd8ee', '#2f4a73'],
  8: ['#a7e3d6', '#80cdbc', '#1c4f4b'],
  16: ['#6fcfae', '#4bb394', '#ffffff'],
  32: ['#ffe08a', '#f6c65b', '#6a4a12'],
  64: ['#ffc46b', '#f5a243', '#ffffff'],
  128: ['#ff9d66', '#f27a45', '#ffffff'],
  256: ['#ff7b72', '#e85753', '#ffffff'],
  512: ['#f767a1', '#d94487', '#ffffff'],
  1024: ['#b67cf6', '#9055e0', '#ffffff'],
  2048: ['#8a7bff', '#6455f0', '#ffffff'],
};

exports.tile = (value) => TILES[value] || ['#4fd0ff', '#2aa6e8', '#ffffff'];

exports.font = (size) => `bold ${size}px sans-serif`;
