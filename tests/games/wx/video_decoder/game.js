// Frames as data: sizes, times and colours, both orders, jumps, the end, errors.
const canvas = wx.createCanvas();
const seen = (frame) => {
  const bytes = new Uint8Array(frame.data);
  const pixel = (x, y) => Array.from(bytes.subarray((y * frame.width + x) * 4, (y * frame.width + x) * 4 + 4));
  const strong = (x) => pixel(x, 12).map((c) => (c > 200 ? 'F' : c < 60 ? '0' : '?')).join('');
  let block = 0;
  while (pixel(block, 48).slice(0, 3).some((c) => c >= 70)) block += 1;
  return `${frame.width}x${frame.height} ${bytes.length} pts ${Math.round(frame.pkPts)} bars ${[10, 34, 60, 86].map(strong).join(' ')} picture ${Math.floor((block + 1) / 2)}`;
};

const decoder = wx.createVideoDecoder();
for (const name of ['start', 'stop', 'seek', 'bufferchange', 'ended']) decoder.on(name, (detail) => console.log('on', name, JSON.stringify(detail)));
console.log(decoder.getFrameData());
decoder.seek(100).catch((error) => console.log(error.errMsg));
const all = () => {
  const frames = [];
  for (let frame = decoder.getFrameData(); frame; frame = decoder.getFrameData()) frames.push(frame);
  return frames;
};
const next = () => new Promise((resolve) => setTimeout(resolve, 50));

const play = async () => {
  console.log((await decoder.start({ source: 'bars.mp4' })).errMsg);
  console.log(seen(decoder.getFrameData()));
  console.log(seen(decoder.getFrameData()));
  const rest = all();
  console.log(rest.length, 'more, last', seen(rest[rest.length - 1]));
  await next();
  console.log((await decoder.seek(1230)).errMsg);
  await next();
  console.log(seen(decoder.getFrameData()));
  console.log((await decoder.stop()).errMsg, decoder.getFrameData());
  await next();
  decoder.off('start');
  await decoder.start({ source: 'bars.mp4', mode: 0 });
  const decoded = all();
  const times = decoded.map((frame) => Math.round(frame.pkPts));
  console.log(decoded.length, 'in the order of decoding:', times.slice(0, 6).join(' '));
  console.log(times.slice().sort((a, b) => a - b).every((time, n) => time === n * 50));
  await decoder.start({ source: 'bars.webm' }).catch((error) => console.log(error.errMsg));
  await decoder.start({ source: 'none.mp4' }).catch((error) => console.log(error.errMsg));
  await decoder.start({ source: 5 }).catch((error) => console.log(error.errMsg));
  // What came can be a texture.
  await decoder.start({ source: 'bars.mp4' });
  const frame = decoder.getFrameData();
  const gl = canvas.getContext('webgl');
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, frame.width, frame.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(frame.data));
  console.log('texture', gl.getError());
  console.log((await decoder.remove()).errMsg, decoder.getFrameData());
  decoder.start({ source: 'bars.mp4', fail: (error) => console.log(error.errMsg) });
};
play().catch((error) => console.log('uncaught', error.errMsg || error));
