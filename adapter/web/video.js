// <video>. Its objects are the runtime's own, so that Canvas 2D and WebGL take their frames; where video is not built in, an element
// that says so when it is asked to play.

const BUILT_IN = !!web.video;

// What the elements of both kinds have.
const VIDEO_TYPES = /^video\/(mp4|x-m4v|quicktime)\s*(;\s*codecs\s*=\s*"?([^"]*)"?)?\s*$/i;
const CODECS = /^(avc1|avc3|mp4a)(\.|$)/i;
const canPlay = (type) => {
  const found = VIDEO_TYPES.exec(String(type));
  if (!found) return '';
  if (!found[3]) return 'maybe';
  return found[3].split(',').every((codec) => CODECS.test(codec.trim())) ? 'probably' : '';
};

class SilentVideoElement extends HTMLMediaElement {
  videoWidth = 0;
  videoHeight = 0;
  readyState = 0;
  paused = true;
  canPlayType() {
    return '';
  }
  load() {}
  pause() {}
  play() {
    return Promise.reject(new DOMException('a <video> element plays nothing here; use wx.createVideo', 'NotSupportedError'));
  }
}

const makeBuiltIn = () => {
  const Native = web.classes.Video;
  const { call } = web.video;
  const states = new WeakMap();
  const playing = new Set(); // what plays stays, held or not
  const of = (video) => {
    const own = states.get(video);
    if (!own) throw new TypeError('Illegal invocation: not a video');
    return own;
  };
  const read = (video, name) => call('video.get', { id: of(video).id, name });
  const write = (video, name, value) => call('video.set', { id: of(video).id, name, value });
  const tell = (video, ...types) => types.forEach((type) => video.dispatchEvent(new Event(type)));
  const settle = (own, error) => {
    for (const { resolve, reject } of own.plays.splice(0)) {
      if (error) reject(error);
      else resolve();
    }
  };
  // Callbacks of requestVideoFrameCallback run when the picture is another.
  const presentFrame = (video, own) => {
    const callbacks = [...own.frameCallbacks.values()];
    own.frameCallbacks.clear();
    const now = performance.now();
    const { videoWidth: width, videoHeight: height } = video;
    const metadata = { presentationTime: now, expectedDisplayTime: now, width, height, mediaTime: read(video, 'frameTime') || 0, presentedFrames: own.serial };
    for (const callback of callbacks) {
      try {
        callback(now, metadata);
      } catch (e) {
        web.reportError(e);
      }
    }
  };
  const watchFrames = (video, own) => {
    if (own.isWatching) return;
    own.isWatching = true;
    const look = () => {
      own.isWatching = false;
      if (!own.frameCallbacks.size) return;
      const serial = read(video, 'frameSerial');
      if (serial !== own.serial && read(video, 'hasFrame')) {
        own.serial = serial;
        presentFrame(video, own);
      }
      if (own.frameCallbacks.size) watchFrames(video, own);
    };
    requestAnimationFrame(look);
  };
  const handle = (video, name, { code, reason }) => {
    const own = of(video);
    switch (name) {
      case 'loaded':
        own.readyState = 4;
        tell(video, 'durationchange', 'loadedmetadata', 'resize', 'loadeddata', 'canplay', 'canplaythrough');
        break;
      case 'play':
        playing.add(video);
        tell(video, 'playing');
        settle(own);
        break;
      case 'pause': // the game's own is told by pause(); this one came from elsewhere
        playing.delete(video);
        if (!own.isPaused) tell(video, 'pause');
        own.isPaused = true;
        break;
      case 'ended':
        playing.delete(video);
        own.isPaused = true;
        tell(video, 'pause', 'ended');
        break;
      case 'seeked':
        own.seeking = false;
        tell(video, 'seeked');
        break;
      case 'timeupdate':
      case 'waiting':
        tell(video, name);
        break;
      case 'error':
        playing.delete(video);
        own.isPaused = true;
        own.error = { code: { MEDIA_ERR_NETWORK: 2, MEDIA_ERR_DECODE: 3 }[code] || 4, message: reason };
        tell(video, 'error');
        settle(own, new DOMException(reason, 'NotSupportedError'));
        break;
      default:
    }
  };
  const fields = {
    play() {
      const own = of(this);
      if (!own.src) return Promise.reject(new DOMException('the video has no source', 'NotSupportedError'));
      if (own.error) return Promise.reject(new DOMException(own.error.message, 'NotSupportedError'));
      const wasPaused = own.isPaused;
      own.isPaused = false;
      call('video.play', { id: own.id });
      if (wasPaused) queueMicrotask(() => tell(this, 'play'));
      if (!read(this, 'paused')) return Promise.resolve();
      playing.add(this);
      return new Promise((resolve, reject) => own.plays.push({ resolve, reject }));
    },
    pause() {
      const own = of(this);
      if (!own.isPaused) queueMicrotask(() => tell(this, 'timeupdate', 'pause'));
      own.isPaused = true;
      playing.delete(this);
      call('video.pause', { id: own.id });
      settle(own, new DOMException('the call of play() was interrupted by pause()', 'AbortError'));
    },
    load() {
      const { src } = of(this);
      if (src) this.src = src;
    },
    canPlayType: canPlay,
    requestVideoFrameCallback(callback) {
      if (typeof callback !== 'function') throw new TypeError('requestVideoFrameCallback takes a function');
      const own = of(this);
      own.frameCallbacks.set(++own.lastCallback, callback);
      watchFrames(this, own);
      return own.lastCallback;
    },
    cancelVideoFrameCallback(handle) {
      of(this).frameCallbacks.delete(handle);
    },
    setAttribute(name, value) {
      Element.prototype.setAttribute.call(this, name, value);
      if (name === 'src' || name === 'poster' || name === 'preload') this[name] = String(value);
      else if (name === 'width' || name === 'height') this[name] = Number.parseInt(value, 10) || 0;
      else if (name === 'loop' || name === 'muted' || name === 'autoplay' || name === 'playsinline') this[name] = true;
    },
  };
  fields.removeAttribute = function (name) {
    Element.prototype.removeAttribute.call(this, name);
    if (name === 'src') this.src = '';
    else if (name === 'loop' || name === 'muted' || name === 'autoplay') this[name] = false;
  };
  const properties = {
    src: [(own) => own.src, (own, value, video) => {
      own.src = String(value);
      Object.assign(own, { readyState: 0, error: null, isPaused: true, serial: -1 });
      settle(own, new DOMException('the source of the video is another', 'AbortError'));
      write(video, 'src', web.mediaPath(own.src));
      if (own.src) queueMicrotask(() => tell(video, 'loadstart'));
      if (own.autoplay && own.src) video.play().catch(() => {});
    }],
    currentSrc: [(own) => own.src],
    srcObject: [() => null, (own, value) => {
      if (value !== null) throw new DOMException('streams are not played here', 'NotSupportedError');
    }],
    currentTime: [(own, video) => read(video, 'currentTime'), (own, value, video) => {
      const position = Number(value);
      if (!Number.isFinite(position)) throw new TypeError(`${value} is no time`);
      own.seeking = own.readyState > 0;
      if (own.seeking) queueMicrotask(() => tell(video, 'seeking'));
      call('video.seek', { id: own.id, position });
    }],
    duration: [(own, video) => (own.readyState ? read(video, 'duration') : NaN)],
    paused: [(own) => own.isPaused],
    ended: [(own, video) => own.readyState > 0 && read(video, 'ended')],
    seeking: [(own) => own.seeking],
    readyState: [(own) => own.readyState],
    networkState: [(own) => (!own.src ? 0 : own.error ? 3 : own.readyState ? 1 : 2)],
    error: [(own) => own.error],
    volume: [(own) => own.volume, (own, value, video) => {
      if (!(value >= 0 && value <= 1)) throw new DOMException(`volume ${value} is not within 0 to 1`, 'IndexSizeError');
      own.volume = Number(value);
      write(video, 'volume', own.muted ? 0 : own.volume);
      queueMicrotask(() => tell(video, 'volumechange'));
    }],
    muted: [(own) => own.muted, (own, value, video) => {
      own.muted = !!value;
      write(video, 'volume', own.muted ? 0 : own.volume);
      queueMicrotask(() => tell(video, 'volumechange'));
    }],
    loop: [(own) => own.loop, (own, value, video) => write(video, 'loop', (own.loop = !!value))],
    autoplay: [(own) => own.autoplay, (own, value, video) => {
      own.autoplay = !!value;
      if (own.autoplay && own.src && own.isPaused && own.readyState) video.play().catch(() => {});
    }],
    playbackRate: [(own) => own.rate, (own, value, video) => {
      if (!(value > 0)) throw new DOMException(`a video does not play at a rate of ${value} here`, 'NotSupportedError');
      write(video, 'playbackRate', (own.rate = Number(value)));
      queueMicrotask(() => tell(video, 'ratechange'));
    }],
    buffered: [(own, video) => {
      const end = own.readyState ? read(video, 'duration') : 0;
      return { length: own.readyState ? 1 : 0, start: () => 0, end: () => end };
    }],
  };

  Object.setPrototypeOf(Native.prototype, HTMLMediaElement.prototype);
  for (const field of ['tagName', 'nodeName']) Object.defineProperty(Native.prototype, field, { value: 'VIDEO', configurable: true });
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(Native.prototype, name, { value, configurable: true, writable: true });
  for (const [name, [get, set]] of Object.entries(properties)) {
    Object.defineProperty(Native.prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return get(of(this), this);
      },
      set: set && function (value) {
        set(of(this), value, this);
      },
    });
  }
  web.makeVideo = () => {
    let id;
    try {
      id = call('video.create');
    } catch (e) {
      throw new DOMException(e.reason, 'QuotaExceededError');
    }
    const video = web.video.element(id);
    Object.assign(video, { childNodes: [], parentNode: null, preload: 'auto', crossOrigin: null, poster: '', controls: false, playsInline: false, width: 0, height: 0 });
    states.set(video, {
      id, src: '', readyState: 0, error: null, isPaused: true, seeking: false, volume: 1, muted: false, loop: false, autoplay: false, rate: 1,
      plays: [], frameCallbacks: new Map(), lastCallback: 0, serial: -1, isWatching: false,
    });
    const weak = new WeakRef(video);
    web.video.listen(id, (name, detail) => {
      const there = weak.deref();
      if (there) handle(there, name, detail);
      else web.video.forget(id);
    });
    return video;
  };
  return Native;
};

const HTMLVideoElement = BUILT_IN ? makeBuiltIn() : SilentVideoElement;
if (!BUILT_IN) web.kinds.video = SilentVideoElement;
web.define({ HTMLVideoElement });
