// A video over the canvas and one under it, played by the engine's own decoder: events in order, pictures at given times, its sound,
// and what goes wrong.
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
// The lower half stays clear, so that what is under the canvas is seen.
context.fillStyle = '#406080';
context.fillRect(0, 0, 200, 150);
context.fillStyle = '#ffcc00';
context.fillRect(20, 210, 60, 30);

const started = Date.now();
const at = () => Math.round((Date.now() - started) / 50) * 50;
const watch = (name, video) => {
  for (const event of ['Play', 'Pause', 'Ended', 'Waiting']) video[`on${event}`](() => console.log(at(), name, event));
  video.onError((error) => console.log(at(), name, 'Error', error.errMsg));
  video.onProgress(({ buffered, duration }) => console.log(at(), name, 'Progress', buffered, duration));
};

const over = wx.createVideo({
  src: 'bars.mp4', x: 20, y: 20, width: 160, height: 80, objectFit: 'cover', controls: false, showCenterPlayBtn: false,
});
watch('over', over);
const times = [];
over.onTimeUpdate(({ position, duration }) => times.push(position.toFixed(2), duration.toFixed(1)));
over.onended = () => {
  console.log(at(), 'onended', times.join(' '));
  over.destroy();
  over.play().catch((error) => console.log(error.errMsg));
};
over.play().then((result) => console.log(at(), result.errMsg));

const under = wx.createVideo({
  src: 'bars.mp4', x: 0, y: 150, width: 200, height: 150, objectFit: 'contain', backgroundColor: '#200030', underGameView: true,
  autoplay: true, loop: true, muted: true, initialTime: 1, playbackRate: 2, showProgress: true,
});
watch('under', under);
setTimeout(() => under.pause(), 400);
setTimeout(() => under.seek(0.3), 500);
setTimeout(() => under.requestFullScreen(), 2600);
setTimeout(() => under.exitFullScreen().then((result) => console.log(at(), result.errMsg)), 2800);

const broken = wx.createVideo({ src: 'cut.mp4', width: 0, height: 0, autoplay: true, muted: true });
watch('cut', broken);
const missing = wx.createVideo({ src: 'none.mp4', width: 0, height: 0 });
missing.onerror = (error) => console.log('none', error.errMsg);
const remote = wx.createVideo({ src: 'https://example.com/bars.mp4', width: 0, height: 0, muted: true, autoplay: true });
watch('remote', remote);
const refused = wx.createVideo({ src: 'https://example.com/none.mp4', width: 0, height: 0 });
watch('refused', refused);

console.log(over.src, over.width, over.objectFit, over.autoplay, over.poster === '', over.playbackRate);
// 16 files at a time, 256 objects.
const many = [];
const bare = { width: 0, height: 0, controls: false, showCenterPlayBtn: false };
while (many.length < 300) {
  try {
    const video = wx.createVideo({ ...bare, src: many.length < 12 ? 'bars.mp4' : '' });
    const n = many.push(video);
    video.onError((error) => console.log('the', n, error.errMsg));
  } catch (error) {
    console.log(many.length, error.errMsg);
    break;
  }
}
setTimeout(() => many.forEach((video) => video.destroy()), 100);
