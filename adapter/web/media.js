// <audio> over wx.createInnerAudioContext. <video> is in video.js.

class HTMLMediaElement extends HTMLElement {}
for (const [name, value] of Object.entries({ HAVE_NOTHING: 0, HAVE_METADATA: 1, HAVE_CURRENT_DATA: 2, HAVE_FUTURE_DATA: 3, HAVE_ENOUGH_DATA: 4 })) {
  Object.defineProperty(HTMLMediaElement, name, { value });
  Object.defineProperty(HTMLMediaElement.prototype, name, { value });
}
// `ended`, `muted` and the state of loading are not the sound's own.
class HTMLAudioElement extends HTMLMediaElement {
  readyState = 0;
  ended = false;
  preload = 'auto';
  crossOrigin = null;
  error = null;
  #sound;
  #src = '';
  #muted = false;
  #volume = 1;
  constructor(tag = 'audio') {
    super(tag);
    const sound = (this.#sound = wx.createInnerAudioContext());
    const tell = (type, more) => this.dispatchEvent(Object.assign(new Event(type), more));
    sound.onCanplay(() => {
      this.readyState = 4;
      for (const type of ['durationchange', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough']) tell(type);
    });
    sound.onPlay(() => {
      this.ended = false;
      tell('play');
      tell('playing');
    });
    sound.onPause(() => tell('pause'));
    sound.onEnded(() => {
      this.ended = true;
      tell('ended');
    });
    sound.onTimeUpdate(() => tell('timeupdate'));
    sound.onSeeking(() => tell('seeking'));
    sound.onSeeked(() => tell('seeked'));
    sound.onWaiting(() => tell('waiting'));
    sound.onError((e) => {
      this.error = { code: 4, message: e.errMsg };
      tell('error', { error: this.error });
    });
  }
  get src() {
    return this.#src;
  }
  set src(value) {
    this.readyState = 0;
    this.ended = false;
    this.#src = String(value);
    this.#sound.src = web.mediaPath(this.#src);
  }
  get currentSrc() {
    return this.src;
  }
  get currentTime() {
    return this.#sound.currentTime;
  }
  set currentTime(seconds) {
    this.#sound.seek(Number(seconds));
  }
  get duration() {
    return this.readyState ? this.#sound.duration : NaN;
  }
  get paused() {
    return this.#sound.paused;
  }
  get volume() {
    return this.#volume;
  }
  set volume(value) {
    if (!(value >= 0 && value <= 1)) throw new DOMException(`volume ${value} is not within 0 to 1`, 'IndexSizeError');
    this.#volume = Number(value);
    this.#sound.volume = this.#muted ? 0 : this.#volume;
  }
  get muted() {
    return this.#muted;
  }
  set muted(value) {
    this.#muted = !!value;
    this.#sound.volume = this.#muted ? 0 : this.#volume;
  }
  get loop() {
    return this.#sound.loop;
  }
  set loop(value) {
    this.#sound.loop = !!value;
  }
  get autoplay() {
    return this.#sound.autoplay;
  }
  set autoplay(value) {
    this.#sound.autoplay = !!value;
  }
  get playbackRate() {
    return this.#sound.playbackRate;
  }
  set playbackRate(value) {
    this.#sound.playbackRate = Number(value);
  }
  play() {
    this.#sound.play();
    return Promise.resolve();
  }
  pause() {
    this.#sound.pause();
  }
  load() {}
  canPlayType(type) {
    return /audio\/(mpeg|mp3|ogg|wav|x-wav|wave)/i.test(type) ? 'probably' : '';
  }
}
function Audio(src) {
  const audio = new HTMLAudioElement('audio');
  if (src !== undefined) audio.src = src;
  return audio;
}
Audio.prototype = HTMLAudioElement.prototype;
web.kinds.audio = HTMLAudioElement;
web.define({ HTMLMediaElement, HTMLAudioElement, Audio });
