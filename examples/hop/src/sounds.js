// Sounds by name. Each has two players, so that it can sound again before it has ended.

const FILES = {
  hop: 'sounds/hop.wav',
  land: 'sounds/land.wav',
  perfect: 'sounds/perfect.mp3',
  berry: 'sounds/berry.mp3',
  creak: 'sounds/creak.mp3',
  snap: 'sounds/snap.mp3',
  fall: 'sounds/fall.mp3',
  best: 'sounds/best.mp3',
  chirp: 'sounds/chirp.mp3',
};

class Sounds {
  constructor() {
    this.players = {};
    Object.keys(FILES).forEach((name) => {
      const voices = [0, 1].map(() => {
        const player = wx.createInnerAudioContext();
        player.src = FILES[name];
        return player;
      });
      this.players[name] = { voices, next: 0 };
    });
  }

  play(name) {
    const entry = this.players[name];
    const player = entry.voices[entry.next];
    entry.next = 1 - entry.next;
    player.stop();
    player.play();
  }
}

module.exports = Sounds;
