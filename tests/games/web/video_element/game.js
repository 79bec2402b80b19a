// <video>: events, and its frames in Canvas 2D and WebGL.
const canvas = document.createElement('canvas');
document.body.appendChild(canvas);
Object.assign(canvas, { width: 200, height: 200 });
const context = canvas.getContext('2d');

const video = document.createElement('video');
console.log(video instanceof HTMLVideoElement, video instanceof HTMLMediaElement, video instanceof HTMLElement, video.tagName);
console.log(video.canPlayType('video/mp4'), video.canPlayType('video/mp4; codecs="avc1.42E01E, mp4a.40.2"'), `[${video.canPlayType('video/webm')}]`);
console.log(video.videoWidth, video.duration, video.paused, video.readyState);
context.drawImage(video, 0, 0); // nothing is there: nothing is drawn
const order = [];
for (const type of ['loadstart', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough', 'play', 'playing', 'pause', 'seeking', 'seeked', 'ended', 'error']) {
  video.addEventListener(type, (event) => order.push(event.target === video ? type : 'another target'));
}
let times = 0;
video.ontimeupdate = () => (times += 1);
video.muted = true;
video.src = 'bars.mp4';

const block = (data, width, row) => {
  let x = 0;
  while (x < width && [0, 1, 2].some((c) => data[(row * width + x) * 4 + c] >= 70)) x += 1;
  return Math.floor((x + 1) / 2);
};
const inTexture = () => {
  const gl = document.createElement('canvas').getContext('webgl');
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, video);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const data = new Uint8Array(96 * 64 * 4);
  gl.readPixels(0, 0, 96, 64, gl.RGBA, gl.UNSIGNED_BYTE, data);
  return `${gl.getError()} picture ${block(data, 96, 48)} alpha ${data[3]}`;
};
const wait = (type) => new Promise((resolve) => video.addEventListener(type, resolve, { once: true }));
const frames = [];
const onFrame = (now, { mediaTime, width, height }) => {
  frames.push(mediaTime.toFixed(2));
  if (frames.length < 4) video.requestVideoFrameCallback(onFrame);
  else console.log('frames', width, height, frames.join(' '));
};
const run = async () => {
  await wait('canplay');
  console.log(video.videoWidth, video.videoHeight, video.duration.toFixed(2), video.readyState, video.networkState);
  video.requestVideoFrameCallback(onFrame);
  await video.play();
  console.log('plays', video.paused);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log(video.currentTime > 0.9 && video.currentTime < 1.1);
  video.pause();
  video.currentTime = 1.2;
  await wait('seeked');
  context.drawImage(video, 0, 0);
  context.drawImage(video, 0, 0, 48, 64, 100, 0, 96, 128);
  context.fillStyle = context.createPattern(video, 'repeat');
  context.fillRect(0, 130, 200, 70);
  console.log('drawn', block(context.getImageData(0, 0, 96, 64).data, 96, 48));
  console.log('texture', inTexture());
  const bitmap = await createImageBitmap(video);
  console.log('bitmap', bitmap.width, bitmap.height);
  video.play();
  await wait('ended');
  console.log(video.ended, video.paused, video.currentTime.toFixed(2), times > 4);
  console.log(order.join(' '));
  const other = document.createElement('video');
  other.autoplay = true;
  other.setAttribute('src', 'pieces.mp4');
  await new Promise((resolve) => other.addEventListener('ended', resolve));
  console.log('pieces', other.duration.toFixed(2));
  other.src = 'none.mp4';
  await other.play().catch((error) => console.log(error.name, other.error.code));
  await document.createElement('video').play().catch((error) => console.log(error.name));
};
run().catch((error) => console.log('uncaught', error.stack || error));
