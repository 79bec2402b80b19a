// tiles: slide the board, join equal numbers, reach 2048. Swipe, arrow keys or WASD.
const Game = require('./src/game');

new Game().start();
