// Video and VideoDecoder over the engine's own decoder (docs/video.md), where it is built in. An embedder that answers `Video.create`
// or `VideoDecoder.create` is asked first and does it all (host.js).

core.own = new Map(); // kind -> (options) => object
const handlers = new Map(); // number of a video or decoder -> (name, detail)
core.onHostEvent('video', (name, detail) => {
  const handler = handlers.get(detail.id);
  if (handler) handler(name, detail);
});
// For HTMLVideoElement too.
host.onVideo = (id, handler) => void handlers.set(id, handler);
host.offVideo = (id) => void handlers.delete(id);

const states = new WeakMap();
const stateOf = (object, kind) => {
  const own = states.get(object);
  if (!own || own.kind !== kind) throw new TypeError(`not a ${kind}`);
  return own;
};
const finite = (value, otherwise) => (Number.isFinite(Number(core.text(value))) ? Number(core.text(value)) : otherwise);

const EVENTS = ['Ended', 'Error', 'Pause', 'Play', 'Progress', 'TimeUpdate', 'Waiting'];
const DEFAULTS = {
  x: 0, y: 0, width: 300, height: 150, src: '', poster: '', initialTime: 0, playbackRate: 1, live: false, objectFit: 'contain',
  controls: true, showProgress: true, showProgressInControlMode: true, backgroundColor: '#000000', autoplay: false, loop: false,
  muted: false, obeyMuteSwitch: true, enableProgressGesture: true, enablePlayGesture: false, showCenterPlayBtn: true,
  underGameView: false,
};
const PLACED = new Set([
  'x', 'y', 'width', 'height', 'objectFit', 'controls', 'showProgress', 'showProgressInControlMode', 'backgroundColor', 'showCenterPlayBtn', 'underGameView',
]);

const place = (own) => {
  const { values } = own;
  if (own.isGone) return;
  host.call('video.place', {
    id: own.id, x: values.x, y: values.y, width: values.width, height: values.height, fullscreen: own.isFull, under: values.underGameView && !own.isFull,
    objectFit: values.objectFit, backgroundColor: values.backgroundColor, controls: values.controls,
    progress: values.showProgress && values.showProgressInControlMode, centerButton: values.showCenterPlayBtn,
  });
};
const showPoster = (own) => {
  host.setVideoPoster(own.id, undefined);
  const { poster } = own.values;
  own.poster = undefined;
  if (!poster) return;
  const image = (own.poster = wx.createImage()); // held, or its pixels go
  image.onload = () => own.poster === image && !own.isGone && host.setVideoPoster(own.id, image);
  image.onerror = (error) => host.warn(`Video: the poster ${poster} cannot be shown: ${error.errMsg}`);
  image.src = poster;
};
// What is not there is said, once each.
const ABSENT = { live: 'live streams are not played', enablePlayGesture: 'a double tap on a video does nothing' };
const said = new Set();
const sayAbsent = (values, name) => {
  if (!ABSENT[name] || !values[name] || said.has(name)) return;
  said.add(name);
  host.warn(`Video.${name}: ${ABSENT[name]}`);
};
const apply = (own, name) => {
  const { id, values } = own;
  if (own.isGone) return;
  sayAbsent(values, name);
  const value = values[name];
  if (PLACED.has(name)) place(own);
  else if (name === 'poster') showPoster(own);
  else if (name === 'muted') host.call('video.set', { id, name: 'volume', value: value ? 0 : 1 });
  else if (name === 'loop' || name === 'initialTime' || name === 'playbackRate') host.call('video.set', { id, name, value });
  else if (name === 'src') {
    host.call('video.set', { id, name, value });
    if (values.autoplay && value) host.call('video.play', { id });
  }
};
const run = (name, video, operation, more) => core.answer(name, undefined, () => {
  const own = stateOf(video, 'Video');
  if (own.isGone) throw { reason: 'the video is destroyed' };
  host.call(operation, { id: own.id, ...more });
});
const setFull = (name, video, isFull) => core.answer(name, undefined, () => {
  const own = stateOf(video, 'Video');
  own.isFull = isFull;
  place(own);
});

class Video {
  play() {
    return run('play', this, 'video.play');
  }
  pause() {
    return run('pause', this, 'video.pause');
  }
  stop() {
    return run('stop', this, 'video.stop');
  }
  seek(time) {
    return run('seek', this, 'video.seek', { position: finite(time, 0) });
  }
  requestFullScreen() {
    return setFull('requestFullScreen', this, true);
  }
  exitFullScreen() {
    return setFull('exitFullScreen', this, false);
  }
  destroy() {
    const own = stateOf(this, 'Video');
    own.isGone = true;
    handlers.delete(own.id);
    host.call('video.destroy', { id: own.id });
  }
}
for (const [name, usual] of Object.entries(DEFAULTS)) {
  Object.defineProperty(Video.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return stateOf(this, 'Video').values[name];
    },
    set(value) {
      const own = stateOf(this, 'Video');
      own.values[name] = typeof usual === 'number' ? finite(value, own.values[name]) : typeof usual === 'string' ? core.text(value) : !!value;
      apply(own, name);
    },
  });
}

const createVideo = (options) => {
  const given = typeof options === 'object' && options !== null ? options : {};
  const video = new Video();
  const own = { kind: 'Video', id: 0, values: { ...DEFAULTS }, isFull: false, isGone: false, poster: undefined };
  states.set(video, own);
  try {
    own.id = host.call('video.create');
  } catch (e) {
    throw core.error('createVideo', e);
  }
  for (const name of Object.keys(DEFAULTS)) {
    if (given[name] === undefined || given[name] === null || name === 'src') continue;
    const usual = DEFAULTS[name];
    own.values[name] = typeof usual === 'number' ? finite(given[name], usual) : typeof usual === 'string' ? core.text(given[name]) : !!given[name];
  }
  for (const name of ['loop', 'muted', 'initialTime', 'playbackRate', 'live', 'enablePlayGesture']) apply(own, name);
  if (own.values.poster) showPoster(own);
  place(own);
  const lists = core.objectEvents(video, EVENTS);
  const tell = (name, detail) => {
    core.callAll(lists[name], video, detail);
    const handler = video[`on${name.toLowerCase()}`];
    if (typeof handler === 'function') core.callAll([handler], video, detail);
  };
  handlers.set(own.id, (name, { position, duration, code }) => {
    if (name === 'loaded') tell('Progress', { buffered: 100, duration });
    else if (name === 'timeupdate') tell('TimeUpdate', { position, duration });
    else if (name === 'error') tell('Error', { errMsg: code });
    else if (name === 'play') tell('Play');
    else if (name === 'pause' || name === 'stop') tell('Pause');
    else if (name === 'ended') tell('Ended');
    else if (name === 'waiting') tell('Waiting');
  });
  if (given.src !== undefined && given.src !== null) video.src = given.src;
  return video;
};

// Frames as data. Names and numbers of events are those of the platform's documents.
const DECODER_EVENTS = { decoderStart: 'start', decoderStop: 'stop', decoderSeek: 'seek', decoderBuffer: 'bufferchange', decoderEnded: 'ended' };
const decoderRun = (name, decoder, work) => core.answer(name, undefined, () => {
  const own = stateOf(decoder, 'VideoDecoder');
  if (own.isGone) throw { reason: 'the decoder is removed' };
  return work(own);
});

class VideoDecoder {
  start(options) {
    const given = typeof options === 'object' && options !== null ? options : {};
    return core.answerLater('start', given, (done) => {
      const own = stateOf(this, 'VideoDecoder');
      if (own.isGone) throw { reason: 'the decoder is removed' };
      core.check({ source: 'String' }, given);
      if (own.started) own.started({ reason: 'it was started again' });
      own.started = done;
      own.position = 0;
      host.call('videoDecoder.start', { id: own.id, source: given.source, mode: given.mode === undefined ? 1 : finite(given.mode, 1) });
    });
  }
  stop() {
    return decoderRun('stop', this, (own) => {
      if (!host.call('videoDecoder.stop', { id: own.id })) throw { reason: 'the decoder is not started' };
      for (const id of own.sounds) host.call('audio.stop', { id });
    });
  }
  seek(position) {
    return decoderRun('seek', this, (own) => {
      const ms = finite(position, 0);
      host.call('videoDecoder.seek', { id: own.id, position: ms });
      own.position = Math.max(ms, 0) / 1000;
      for (const id of own.sounds) host.call('audio.seek', { id, position: own.position });
    });
  }
  getFrameData() {
    const own = stateOf(this, 'VideoDecoder');
    return own.isGone ? null : host.call('videoDecoder.frame', { id: own.id });
  }
  remove() {
    return decoderRun('remove', this, (own) => {
      own.isGone = true;
      handlers.delete(own.id);
      for (const id of own.sounds) host.call('audio.stop', { id });
      host.call('video.destroy', { id: own.id });
    });
  }
  on(event, listener) {
    if (typeof listener !== 'function') return;
    const { lists } = stateOf(this, 'VideoDecoder');
    const name = core.text(event);
    (lists[name] || (lists[name] = [])).push(listener);
  }
  off(event, listener) {
    const list = stateOf(this, 'VideoDecoder').lists[core.text(event)] || [];
    const at = list.indexOf(listener);
    if (listener === undefined) list.length = 0;
    else if (at >= 0) list.splice(at, 1);
  }
}

const createVideoDecoder = () => {
  const decoder = new VideoDecoder();
  const own = { kind: 'VideoDecoder', id: 0, lists: Object.create(null), started: undefined, position: 0, sounds: new Set(), isGone: false };
  states.set(decoder, own);
  try {
    own.id = host.call('videoDecoder.create');
  } catch (e) {
    throw core.error('createVideoDecoder', e);
  }
  handlers.set(own.id, (name, { width, height, code, reason }) => {
    const { started } = own;
    if (name === 'decoderError') {
      host.warn(`VideoDecoder: ${reason} (${code})`);
      own.started = undefined;
      if (started) started({ reason });
      else core.callAll(own.lists.ended, decoder, { errMsg: code });
      return;
    }
    if (name === 'decoderStart') {
      own.started = undefined;
      if (started) started(undefined, {});
    }
    core.callAll(own.lists[DECODER_EVENTS[name]], decoder, name === 'decoderStart' ? { width, height } : {});
  });
  return decoder;
};

// For MediaAudioPlayer.
core.videoDecoder = (object) => {
  const own = typeof object === 'object' && object !== null ? states.get(object) : undefined;
  return own && own.kind === 'VideoDecoder' ? own : undefined;
};

if (host.classes.Video) {
  core.own.set('Video', createVideo);
  core.own.set('VideoDecoder', createVideoDecoder);
  const ended = EVENTS.flatMap((name) => [`on${name}`, `off${name}`]);
  core.objectPrototype('Video', Video.prototype, { own: ended });
  core.objectPrototype('VideoDecoder', VideoDecoder.prototype);
}
