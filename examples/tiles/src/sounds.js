// Sounds by name.

const FILES = {
  slide: 'sounds/slide.wav',
  join: 'sounds/join.wav',
  big: 'sounds/big.mp3',
  over: 'sounds/over.mp3',
};

class Sounds {
  constructor() {
    this.players = {};
    Object.keys(FILES).forEach((name) => {
      const player = wx.createInnerAudioContext();
      player.src = FILES[name];
      this.players[name] = player;
    });
  }

  play(name) {
    this.players[name].stop();
    this.players[name].play();
  }
}

module.exports = Sounds;
