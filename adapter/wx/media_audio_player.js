// MediaAudioPlayer: the sounds of video decoders, where those are the engine's own. An embedder that answers `MediaAudioPlayer.create` is
// asked first (host.js).

const states = new WeakMap();
const stateOf = (player) => {
  const own = states.get(player);
  if (!own) throw new TypeError('not a MediaAudioPlayer');
  return own;
};
const run = (name, player, work) => core.answer(name, undefined, () => {
  const own = stateOf(player);
  if (own.isGone) throw { reason: 'the player is destroyed' };
  return work(own);
});

class MediaAudioPlayer {
  // The sound begins where the decoder's last jump went.
  addAudioSource(source) {
    return run('addAudioSource', this, (own) => {
      const decoder = core.videoDecoder(source);
      if (!decoder) throw { reason: `parameter error: parameter.source should be VideoDecoder instead of ${core.typeName(source)};` };
      if (own.sounds.has(decoder)) return;
      const id = host.call('videoDecoder.sound', { id: decoder.id });
      own.sounds.set(decoder, id);
      decoder.sounds.add(id);
      host.call('audio.set', { id, name: 'volume', value: own.volume });
      if (decoder.position > 0) host.call('audio.seek', { id, position: decoder.position });
      if (own.isStarted) host.call('audio.play', { id });
    });
  }
  removeAudioSource(source) {
    return run('removeAudioSource', this, (own) => {
      const decoder = core.videoDecoder(source);
      if (!own.sounds.has(decoder)) throw { reason: 'the source was not added' };
      drop(own, decoder);
    });
  }
  start() {
    return run('start', this, (own) => {
      own.isStarted = true;
      for (const id of own.sounds.values()) host.call('audio.play', { id });
    });
  }
  stop() {
    return run('stop', this, (own) => {
      own.isStarted = false;
      for (const id of own.sounds.values()) host.call('audio.stop', { id });
    });
  }
  destroy() {
    return run('destroy', this, (own) => {
      for (const decoder of [...own.sounds.keys()]) drop(own, decoder);
      own.isGone = true;
    });
  }
  get volume() {
    return stateOf(this).volume;
  }
  set volume(value) {
    const own = stateOf(this);
    const volume = Number(core.text(value));
    if (!(volume >= 0 && volume <= 1)) return;
    own.volume = volume;
    for (const id of own.sounds.values()) host.call('audio.set', { id, name: 'volume', value: volume });
  }
}
const drop = (own, decoder) => {
  const id = own.sounds.get(decoder);
  own.sounds.delete(decoder);
  decoder.sounds.delete(id);
  host.call('audio.destroy', { id });
};

if (core.own.has('VideoDecoder')) {
  core.own.set('MediaAudioPlayer', () => {
    const player = new MediaAudioPlayer();
    states.set(player, { sounds: new Map(), volume: 1, isStarted: false, isGone: false });
    return player;
  });
  core.objectPrototype('MediaAudioPlayer', MediaAudioPlayer.prototype);
}
