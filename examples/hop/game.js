// hop: a sparrow hops up from branch to branch. One button: tap to hop, tap in the air to flutter.
const Game = require('./src/game');

new Game().start();
