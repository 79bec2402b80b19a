// What only an embedder can supply: radio, cameras, recognition, the platform's own services. Without one every call fails in the
// platform's words.

const functions = [
  // ai
  'initFaceDetect', 'stopFaceDetect', 'faceDetect', 'getInferenceEnvInfo',
  // device/bluetooth, bluetooth-ble, ibeacon
  'openBluetoothAdapter', 'closeBluetoothAdapter', 'getBluetoothAdapterState', 'getBluetoothDevices',
  'getConnectedBluetoothDevices', 'isBluetoothDevicePaired', 'makeBluetoothPair', 'startBluetoothDevicesDiscovery',
  'stopBluetoothDevicesDiscovery', 'createBLEConnection', 'closeBLEConnection', 'getBLEDeviceCharacteristics',
  'getBLEDeviceRSSI', 'getBLEDeviceServices', 'getBLEMTU', 'setBLEMTU', 'notifyBLECharacteristicValueChange',
  'readBLECharacteristicValue', 'writeBLECharacteristicValue', 'getBeacons', 'startBeaconDiscovery', 'stopBeaconDiscovery',
  // device/orientation, ui/window, render/cursor
  'setDeviceOrientation', 'setWindowSize', 'requestPointerLock', 'exitPointerLock',
  // media
  'saveFileToDisk',
  'operateGameRecorderVideo', 'joinVoIPChat', 'exitVoIPChat', 'updateVoIPChatMuteConfig',
  // open-api
  'requestFacialRecognition', 'checkIsSupportFacialRecognition', 'requestFacialVerify', 'addCard', 'openCard',
  'getChannelsLiveInfo', 'getChannelsLiveNoticeInfo', 'openChannelsActivity', 'openChannelsEvent', 'openChannelsLive',
  'openChannelsUserProfile', 'reserveChannelsLive',
];
for (const name of functions) core.service(name);

core.events(
  'BluetoothAdapterStateChange', 'BluetoothDeviceFound', 'BLECharacteristicValueChange', 'BLEConnectionStateChange', 'BLEMTUChange',
  'BLEPeripheralConnectionStateChanged', 'BeaconServiceChange', 'BeaconUpdate', 'VoIPChatInterrupted', 'VoIPChatMembersChanged',
  'VoIPChatSpeakersChanged', 'VoIPChatStateChanged',
);
for (const name of ['BluetoothAdapterStateChange', 'BluetoothDeviceFound', 'BLECharacteristicValueChange', 'BLEConnectionStateChange',
  'BLEMTUChange', 'BLEPeripheralConnectionStateChanged', 'BeaconServiceChange', 'BeaconUpdate', 'VoIPChatInterrupted',
  'VoIPChatMembersChanged', 'VoIPChatSpeakersChanged', 'VoIPChatStateChanged']) {
  core.servedBy(`on${name}`, `on${name}`);
  core.servedBy(`off${name}`, `on${name}`);
}

// On the platform the main domain hears which key the open data domain has modified. Here that way out of the domain is closed: only an
// embedder, or an input script, tells it.
core.events('InteractiveStorageModified');
for (const name of ['onInteractiveStorageModified', 'offInteractiveStorageModified']) core.servedBy(name, 'onInteractiveStorageModified');

// Questions with an answer of their own where nobody answers.
const asked = (name, otherwise) => {
  core.servedBy(name, name);
  core.define(name, (...args) => {
    const reply = host.call('service', { name, options: { args } });
    return reply.kind === 'done' ? reply.result : otherwise();
  });
};
asked('isVKSupport', () => false);
asked('isPointerLocked', () => false);
asked('setCursor', () => false);

// Objects: every method asks the host, every onX is an event `Kind.X` with the object's number.
let ids = 0;
const objects = new Map();
const RETURNS = {
  VKSession: { getVKFrame: () => null, getAllMarker: () => [], getAllOSDMarker: () => [], hitTest: () => [], requestAnimationFrame: () => 0, cancelAnimationFrame: () => undefined },
  VideoDecoder: { getFrameData: () => null },
  GameRecorder: { isAtempoSupported: () => false, isFrameSupported: () => false, isSoundSupported: () => false, isVolumeSupported: () => false },
};

const hostKind = (kind) => {
  const members = host.names.objects[kind];
  const events = Object.keys(members).filter((name) => /^on[A-Z]/.test(name) && members[name] === 'method').map((name) => name.slice(2));
  const named = members.on === 'method' ? {} : undefined; // on(event, listener)
  const holder = { [kind]: class {} };
  const { prototype } = holder[kind];
  const numbers = new WeakMap();
  const listeners = core.eventMethods(prototype, events);
  const onLists = new WeakMap();
  const method = (name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  for (const [name, what] of Object.entries(members)) {
    if (what !== 'method' || name in prototype) continue;
    const returns = (RETURNS[kind] || {})[name];
    if (name === 'on' && named) {
      method(name, function (event, listener) {
        if (typeof listener !== 'function') return;
        const lists = onLists.get(this) || Object.create(null);
        onLists.set(this, lists);
        const key = core.text(event);
        (lists[key] || (lists[key] = [])).push(listener);
      });
    } else if (name === 'off' && named) {
      method(name, function (event, listener) {
        const list = (onLists.get(this) || {})[core.text(event)] || [];
        const at = list.indexOf(listener);
        if (listener === undefined) list.length = 0;
        else if (at >= 0) list.splice(at, 1);
      });
    } else if (returns) {
      method(name, function (...args) {
        const reply = host.call('service', { name: `${kind}.${name}`, options: { object: numbers.get(this), args } });
        return reply.kind === 'done' ? reply.result : returns();
      });
    } else {
      method(name, function (options) {
        const own = typeof options === 'object' && options !== null ? options : {};
        return core.askFor(name, `${kind}.${name}`, { ...own, object: numbers.get(this) });
      });
    }
  }
  if (!core.own.has(kind)) core.objectPrototype(kind, prototype, { by: `${kind}.create` });
  const tell = (object, name, detail) => {
    const list = name in (onLists.get(object) || {}) ? onLists.get(object)[name] : listeners(object, name);
    core.callAll(list.slice(), object, detail);
    // Some kinds have `onended` beside `onEnded`.
    const handler = object[`on${name.toLowerCase()}`];
    if (typeof handler === 'function') handler.call(object, detail);
  };
  core.onPlatformEvent(kind, ({ object: number, name, detail }) => {
    const object = objects.get(number);
    if (object) tell(object, name, detail);
  });
  // Where nobody answers, `otherwise` makes the object.
  return (options, otherwise) => {
    const number = ids + 1;
    const call = `${kind}.create`;
    const reply = host.call('service', { name: call, options: { ...(typeof options === 'object' ? options : {}), object: number } });
    if (reply.kind === 'notServed' && otherwise) return otherwise(options);
    ids = number;
    const object = new holder[kind]();
    numbers.set(object, number);
    for (const [name, what] of Object.entries(members)) {
      if (what !== 'method' && !(name in object)) object[name] = name === 'style' ? {} : options && options[name];
    }
    core.take(call, reply, (failure) => {
      if (!failure) objects.set(numbers.get(object), object);
      else if (events.includes('Error')) core.defer(() => tell(object, 'Error', { errMsg: core.error(kind, failure).errMsg, errCode: -1 }));
    });
    return object;
  };
};

const CREATED = {
  createVKSession: 'VKSession', createInferenceSession: 'InferenceSession', createVideo: 'Video', createVideoDecoder: 'VideoDecoder',
  createMediaAudioPlayer: 'MediaAudioPlayer', getGameRecorder: 'GameRecorder',
  getGameServerManager: 'GameServerManager', createPageManager: 'PageManager', createStoreGift: 'StoreGift',
};
const SINGLE = new Set(['getGameRecorder', 'getGameServerManager']);
for (const [name, kind] of Object.entries(CREATED)) {
  const make = hostKind(kind);
  let single;
  if (!core.own.has(kind)) core.servedBy(name, `${kind}.create`);
  core.define(name, (options) => {
    if (!SINGLE.has(name)) return make(options, core.own.get(kind));
    single = single || make(options);
    return single;
  });
}
const makeServer = hostKind('BLEPeripheralServer');
core.servedBy('createBLEPeripheralServer', 'BLEPeripheralServer.create');
core.define('createBLEPeripheralServer', (options) =>
  core.askFor('createBLEPeripheralServer', 'openBluetoothAdapter', options, {}, () => ({ server: makeServer({}) })));
