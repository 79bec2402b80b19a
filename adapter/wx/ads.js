// Ads. An object has a number that its calls carry; what became of them comes back with it.

const ads = new Map(); // number -> ad, while it is not destroyed
const states = new WeakMap();
let ids = 0;

const REASONS = { 1001: 'parameter error' };
const stateOf = (ad) => states.get(ad) || { id: 0, kind: 'Ad', options: {}, listeners: () => [], destroyed: true };
const event = (ad, name, detail) => core.defer(() => core.callAll(stateOf(ad).listeners(ad, name).slice(), ad, detail));
const failureOf = (name, failure) => {
  const { errMsg, errCode } = core.error(name, failure);
  return { errMsg, errCode: errCode === undefined ? 1003 : errCode };
};

// A call about this ad. Every answer is a promise, and every failure an error event too.
const request = (ad, method, extra) => {
  const { id, kind, options } = stateOf(ad);
  return new Promise((resolve, reject) => {
    const refuse = (failure) => {
      const detail = failureOf(method, failure);
      event(ad, 'Error', detail);
      core.defer(() => reject(detail));
    };
    if (stateOf(ad).destroyed) return refuse({ reason: 'the ad has been destroyed', errCode: 1003 });
    if (!options.adUnitId) return refuse({ reason: REASONS[1001], errCode: 1001 });
    core.ask(`${kind}.${method}`, { ad: id, adUnitId: options.adUnitId, ...extra }, (failure) => {
      if (failure) refuse(failure);
      else core.defer(() => resolve({ errMsg: `${method}:ok` }));
    });
  });
};
// The promise of a call that the game did not make tells nobody.
const silent = (promise) => void promise.catch(() => {});

const load = (ad) => {
  const loading = request(ad, 'load');
  loading.then(() => {
    stateOf(ad).loaded = true;
    event(ad, 'Load', stateOf(ad).loadDetail);
  }, () => {});
  return loading;
};

const kinds = new Map();
const define = (kind, names, methods) => {
  const holder = { [kind]: class {} };
  const Ad = holder[kind];
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(Ad.prototype, name, { value, writable: true, configurable: true });
  }
  const listeners = core.eventMethods(Ad.prototype, names);
  core.objectPrototype(kind, Ad.prototype, { by: `${kind}.show` });
  kinds.set(kind, { Ad, listeners });
};
const make = (kind, options) => {
  const { Ad, listeners } = kinds.get(kind);
  const ad = new Ad();
  ids += 1;
  const given = typeof options === 'object' && options !== null ? options : {};
  const adUnitId = typeof given.adUnitId === 'string' ? given.adUnitId : '';
  states.set(ad, { id: ids, kind, options: { ...given, adUnitId }, listeners, loaded: false, destroyed: false });
  ads.set(ids, ad);
  return ad;
};
function destroy() {
  const state = states.get(this);
  if (!state || state.destroyed) return;
  ads.delete(state.id);
  silent(request(this, 'destroy'));
  state.destroyed = true;
}

// Rewarded videos and interstitials: load, show, close. A rewarded video of a unit is one object for the whole game.
function show() {
  const state = stateOf(this);
  const ready = state.loaded ? Promise.resolve() : Promise.reject(new Error('not loaded'));
  return ready.then(
    () => {
      state.loaded = false;
      return request(this, 'show');
    },
    () => request(this, 'show'),
  );
}
define('RewardedVideoAd', ['Load', 'Error', 'Close'], {
  load() {
    return load(this);
  },
  show,
  destroy,
});
define('InterstitialAd', ['Load', 'Error', 'Close'], {
  load() {
    return load(this);
  },
  show,
  destroy,
});
core.onPlatformEvent('AdClose', ({ ad: id, isEnded }) => {
  const ad = ads.get(id);
  if (!ad) return;
  const rewarded = stateOf(ad).kind === 'RewardedVideoAd';
  event(ad, 'Close', rewarded ? { isEnded } : undefined);
  silent(load(ad)); // the next one is fetched at once
});

const rewarded = new Map(); // unit -> ad
core.servedBy('createRewardedVideoAd', 'RewardedVideoAd.show');
core.define('createRewardedVideoAd', (options) => {
  const { adUnitId, multiton } = options || {};
  const known = rewarded.get(adUnitId);
  if (known && !multiton && !stateOf(known).destroyed) return known;
  const ad = make('RewardedVideoAd', options);
  if (!multiton) rewarded.set(adUnitId, ad);
  stateOf(ad).loadDetail = { rewardValue: 0, shareValue: 0 };
  core.defer(() => silent(load(ad)));
  return ad;
});
core.servedBy('createInterstitialAd', 'InterstitialAd.show');
core.define('createInterstitialAd', (options) => {
  const ad = make('InterstitialAd', options);
  core.defer(() => silent(load(ad)));
  return ad;
});

// Ads with a place: banner, grid, custom. Their height follows from their width.
const HEIGHTS = { BannerAd: 0.348, GridAd: 0.38, CustomAd: 0.5 }; // a grid of five is one row, of eight two

const MIN_WIDTHS = { BannerAd: 300, GridAd: 200, CustomAd: 0 };
const place = (ad) => {
  const { kind, options } = stateOf(ad);
  const { windowWidth } = host.call('getWindowInfo');
  const given = ad.style;
  const number = (value, otherwise) => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise);
  const most = Math.max(windowWidth, 1);
  const width = Math.min(Math.max(number(given.width, most), Math.min(MIN_WIDTHS[kind], most)), most);
  const rows = kind === 'GridAd' && options.gridCount === 8 ? 2 : 1;
  const height = Math.round(width * HEIGHTS[kind] * rows);
  return { left: number(given.left, 0), top: number(given.top, 0), width, height };
};
const resize = (ad, tell) => {
  const { width, height } = place(ad);
  const { raw, visible } = stateOf(ad);
  const changed = raw.realWidth !== width || raw.realHeight !== height;
  raw.realWidth = width;
  raw.realHeight = height;
  if (visible) silent(request(ad, 'show', place(ad)));
  if (tell && changed) event(ad, 'Resize', { width, height });
};
const placed = {
  show() {
    const state = stateOf(this);
    if (state.destroyed || !state.raw) return request(this, 'show');
    const showing = request(this, 'show', place(this));
    showing.then(() => (state.visible = true), () => {});
    return showing;
  },
  hide() {
    const state = stateOf(this);
    if (state.destroyed) return Promise.resolve();
    state.visible = false;
    const hiding = request(this, 'hide');
    if (state.kind === 'CustomAd') event(this, 'Hide');
    silent(hiding);
    return hiding;
  },
  destroy,
};
define('BannerAd', ['Load', 'Error', 'Resize'], placed);
define('GridAd', ['Load', 'Error', 'Resize'], placed);
define('CustomAd', ['Load', 'Error', 'Resize', 'Close', 'Hide'], {
  ...placed,
  isShow() {
    return !!stateOf(this).visible;
  },
});
for (const kind of ['BannerAd', 'GridAd', 'CustomAd']) {
  core.servedBy(`create${kind}`, `${kind}.show`);
  core.define(`create${kind}`, (options) => {
    const ad = make(kind, options);
    const state = stateOf(ad);
    state.raw = typeof state.options.style === 'object' && state.options.style !== null ? { ...state.options.style } : {};
    ad.style = new Proxy(state.raw, {
      set(target, name, value) {
        target[name] = value;
        if (name === 'width' || name === 'height' || name === 'left' || name === 'top') resize(ad, true);
        return true;
      },
    });
    if (kind === 'GridAd') {
      ad.adTheme = state.options.adTheme === 'black' ? 'black' : 'white';
      ad.gridCount = state.options.gridCount === 8 ? 8 : 5;
    }
    core.defer(() => {
      const loading = load(ad);
      loading.then(() => resize(ad, true), () => {});
    });
    return ad;
  });
}

core.servedBy('getShowSplashAdStatus', 'getShowSplashAdStatus');
core.service('getShowSplashAdStatus');
core.servedBy('getDirectAdStatusSync', 'getDirectAdStatus');
core.synchronous('getDirectAdStatusSync', () => core.askNow('getDirectAdStatus', {}));
core.events('DirectAdStatusChange');
