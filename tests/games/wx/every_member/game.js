// Every documented member of every object that wx hands out is there and is called with nothing, with wrong and with right types.
// A refusal is a platform error with an errMsg, or a web standard's own exception; a mistake of ours looks like neither.
const members = require('./members.js');
const files = wx.getFileSystemManager();
const path = `${wx.env.USER_DATA_PATH}/every.txt`;
files.writeFileSync(path, 'text');
const audio = wx.createWebAudioContext();
const cloud = wx.cloud;
const database = cloud.database();
const collection = database.collection('c');

// How to come by one of each kind.
const MAKE = {
  AudioBuffer: () => audio.createBuffer(1, 10, 48000),
  BufferSourceNode: () => audio.createBufferSource(),
  WebAudioContext: () => audio,
  BannerAd: () => wx.createBannerAd({ adUnitId: 'a', style: { left: 0, top: 0, width: 300 } }),
  CustomAd: () => wx.createCustomAd({ adUnitId: 'a', style: { left: 0, top: 0 } }),
  GridAd: () => wx.createGridAd({ adUnitId: 'a', style: { left: 0, top: 0, width: 300 }, adTheme: 'white', gridCount: 5 }),
  InterstitialAd: () => wx.createInterstitialAd({ adUnitId: 'a' }),
  RewardedVideoAd: () => wx.createRewardedVideoAd({ adUnitId: 'a' }),
  Canvas: () => wx.createCanvas(),
  Image: () => wx.createImage(),
  ImageData: () => wx.createImageData(2, 2),
  InnerAudioContext: () => wx.createInnerAudioContext(),
  MediaAudioPlayer: () => wx.createMediaAudioPlayer(),
  Video: () => wx.createVideo({ src: 'a.mp4' }),
  VideoDecoder: () => wx.createVideoDecoder(),
  Camera: () => wx.createCamera({}),
  OpenDataContext: () => wx.getOpenDataContext(),
  Stats: () => files.statSync(path),
  Worker: () => wx.createWorker('workers/a.js'),
  VKSession: () => wx.createVKSession({}),
  InferenceSession: () => wx.createInferenceSession({}),
  BLEPeripheralServer: null, // an embedder's
  Console: () => console,
  DownloadTask: () => wx.downloadFile({ url: 'https://example.com/a', fail() {} }),
  UploadTask: () => wx.uploadFile({ url: 'https://example.com/a', filePath: path, name: 'a', fail() {} }),
  RequestTask: () => wx.request({ url: 'https://example.com/a', fail() {} }),
  SocketTask: () => wx.connectSocket({ url: 'wss://example.com/a', fail() {} }),
  TCPSocket: () => wx.createTCPSocket(),
  UDPSocket: () => wx.createUDPSocket(),
  FileSystemManager: () => files,
  GameLogManager: () => wx.getGameLogManager({}),
  GameRecorder: () => wx.getGameRecorder(),
  GameRecorderShareButton: () => wx.createGameRecorderShareButton({ style: { left: 0, top: 0 }, share: { query: 'a', bgm: '', timeRange: [] } }),
  GameServerManager: () => wx.getGameServerManager(),
  LoadSubpackageTask: () => wx.loadSubpackage({ name: 'none', fail() {} }),
  PreDownloadSubpackageTask: () => wx.preDownloadSubpackage({ name: 'none', fail() {} }),
  LogManager: () => wx.getLogManager({}),
  MiniReportManager: () => wx.getMiniReportManager({}),
  RealtimeLogManager: () => wx.getRealtimeLogManager(),
  PageManager: () => wx.createPageManager(),
  Performance: () => wx.getPerformance(),
  RankManager: () => wx.getRankManager(),
  RecorderManager: () => wx.getRecorderManager(),
  StoreGift: () => wx.createStoreGift({}),
  UpdateManager: () => wx.getUpdateManager(),
  UserCryptoManager: () => wx.getUserCryptoManager(),
  FeedbackButton: () => wx.createFeedbackButton({ type: 'text', text: 'a', style: { left: 0, top: 0, width: 9, height: 9 } }),
  GameClubButton: () => wx.createGameClubButton({ type: 'image', image: '', icon: 'green', style: { left: 0, top: 0, width: 9, height: 9 } }),
  OpenSettingButton: () => wx.createOpenSettingButton({ type: 'text', text: 'a', style: { left: 0, top: 0, width: 9, height: 9 } }),
  UserInfoButton: () => wx.createUserInfoButton({ type: 'text', text: 'a', style: { left: 0, top: 0, width: 9, height: 9 } }),
  WxCloud: () => cloud,
  Database: () => database,
  CollectionReference: () => collection,
  DocumentReference: () => collection.doc('d'),
  Query: () => collection.where({ a: 1 }),
  DatabaseCommand: () => database.command,
};
// Members that only some objects of a kind have, or only after something happened.
const MAYBE = /^(Image\.on|Video\.on|WebAudioContext\.onstatechange|BufferSourceNode\.onended|CustomAd\.|GameRecorderShareButton\.|WxCloud\.|VKSession\.|Camera\.)/;
const LIST = [new ArrayBuffer(8), new Float32Array(4), [1, 2], {}, () => {}, null, undefined, NaN, -1, 1e9, 0.5, 'text', '', true, Symbol('s'), Object.create(null)];
const RIGHT = { success() {}, fail() {}, complete() {}, filePath: path, path, dirPath: wx.env.USER_DATA_PATH, data: 'd', encoding: 'utf8', key: 'k', zoom: 1, score: 1, scoreKey: 'a', scoreKeys: ['a'], address: '127.0.0.1', port: 9, message: 'm' };
const OURS = /is not a function|undefined|null|not iterable|not initialized|cannot read|InternalError|stack overflow|internal error/i;
const TELLS = /should be|parameter|instead of|not an? [A-Z]|takes|Illegal|requires|argument/;
const problems = new Set();
let calls = 0;
const refused = (error) => error !== null && typeof error === 'object' && typeof error.errMsg === 'string';
const quiet = (result) => {
  if (result && typeof result.then === 'function') result.then(() => {}, () => {});
};
const call = (name, self, method, args) => {
  calls += 1;
  try {
    quiet(method.apply(self, args));
  } catch (error) {
    const text = String(error && error.message);
    if (!refused(error) && OURS.test(text) && !TELLS.test(text)) problems.add(`${name}: ${error}`);
  }
};
const work = [];
let seen = 0;
for (const [kind, names] of Object.entries(members)) {
  if (!(kind in MAKE)) problems.add(`${kind}: the test does not know how to make one`);
  if (!MAKE[kind]) continue;
  for (const [name, what] of Object.entries(names)) {
    work.push(() => {
      const full = `${kind}.${name}`;
      let object;
      try {
        object = MAKE[kind]();
      } catch (error) {
        if (!refused(error)) problems.add(`${kind}: ${error}`);
        return; // a platform's refusal to make one
      }
      if (object === undefined || object === null) {
        problems.add(`${kind}: none was made`);
        return;
      }
      seen += 1;
      if (!(name in object) && !MAYBE.test(full)) problems.add(`${full} is missing`);
      if (what !== 'method' || typeof object[name] !== 'function') {
        if (what === 'method' && !MAYBE.test(full)) problems.add(`${full} is no method`);
        for (const value of LIST) {
          try {
            if (kind !== 'Console') object[name] = value;
          } catch (error) {
            const text = String(error && error.message);
            if (OURS.test(text) && !TELLS.test(text) && !/read-only|no setter|getter/i.test(text)) problems.add(`${full} = : ${error}`);
          }
        }
        return;
      }
      if (kind === 'Console') return; // its lines would be the test's
      call(full, object, object[name], []);
      for (const value of LIST) call(full, object, object[name], [value]);
      for (const value of LIST) call(full, object, object[name], [value, value, value]);
      call(full, object, object[name], [RIGHT]);
      call(full, object, object[name], [path, 'utf8']);
      call(full, object, object[name], ['start', () => {}]);
    });
  }
}
const step = () => {
  for (let i = 0; i < 10 && work.length; i += 1) work.shift()();
  if (work.length) {
    setTimeout(step, 1);
    return;
  }
  for (const problem of [...problems].sort()) console.log(problem);
  console.log(seen > 560, calls > 15000);
};
setTimeout(step, 1);
