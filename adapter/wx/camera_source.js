// What a camera sees: bars of colour that move, a picture, or a video (`[camera]` of sparrow.toml). An embedder that answers `Camera.open`
// may name one too: `{ source: { kind: 'picture', name: 'a.jpg', content: base64 } }`.

const BARS = [[255, 255, 255], [255, 255, 0], [0, 255, 255], [0, 255, 0], [255, 0, 255], [255, 0, 0], [0, 0, 255], [0, 0, 0]];
const SHIFT_PER_SECOND = 60; // pixels that the bars move
const shiftOf = (width, nowMs) => Math.floor((nowMs / 1000) * SHIFT_PER_SECOND) % width;

const pattern = {
  width: 0, // as large as it is asked for
  height: 0,
  draw(context, width, height) {
    const shift = shiftOf(width, host.now());
    BARS.forEach(([r, g, b], i) => {
      const x = Math.ceil((i * width) / BARS.length) - shift;
      const end = Math.ceil(((i + 1) * width) / BARS.length) - shift;
      context.fillStyle = `rgb(${r}, ${g}, ${b})`;
      context.fillRect(x, 0, end - x, height);
      context.fillRect(x + width, 0, end - x, height);
    });
  },
  // RGBA without a canvas.
  pixels(width, height) {
    const row = new Uint8ClampedArray(width * 4);
    const shift = shiftOf(width, host.now());
    for (let x = 0; x < width; x += 1) {
      const [r, g, b] = BARS[Math.floor((((x + shift) % width) / width) * BARS.length)];
      row.set([r, g, b, 255], x * 4);
    }
    const data = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y += 1) data.set(row, y * row.length);
    return data;
  },
  close() {},
};

// The whole of the canvas, cut where the shapes differ.
const drawCover = (context, image, from, width, height) => {
  const scale = Math.max(width / from.width, height / from.height);
  const [w, h] = [width / scale, height / scale];
  context.drawImage(image, (from.width - w) / 2, (from.height - h) / 2, w, h, 0, 0, width, height);
};
const seen = (image, width, height, close) => {
  const frames = new Map(); // canvases by size, for pixels
  const source = {
    width,
    height,
    draw: (context, w, h) => drawCover(context, image, source, w, h),
    pixels(w, h) {
      const key = `${w}x${h}`;
      if (!frames.has(key)) frames.set(key, Object.assign(host.createOffscreen(), { width: w, height: h }).getContext('2d', { willReadFrequently: true }));
      source.draw(frames.get(key), w, h);
      return frames.get(key).getImageData(0, 0, w, h).data;
    },
    close,
  };
  return source;
};

const openPicture = (path, done) => {
  const image = wx.createImage();
  image.onload = () => done(undefined, seen(image, image.width, image.height, () => {}));
  image.onerror = () => done({ reason: 'the picture of the camera cannot be read' });
  image.src = path;
};
const openVideo = (path, done) => {
  if (!host.classes.Video) {
    done({ reason: 'this build has no video' });
    return;
  }
  const id = host.call('video.create');
  const element = host.createVideoElement(id);
  const close = () => {
    host.offVideo(id);
    host.call('video.destroy', { id });
  };
  let opened = false;
  host.onVideo(id, (name, { width, height, reason }) => {
    if (name === 'error') {
      if (!opened) done({ reason: `the video of the camera cannot be played: ${reason}` });
      opened = true;
    } else if (name === 'loaded' && !opened) {
      opened = true;
      host.call('video.play', { id });
      done(undefined, seen(element, width, height, close));
    }
  });
  host.call('video.set', { id, name: 'loop', value: true });
  host.call('video.set', { id, name: 'volume', value: 0 });
  host.call('video.set', { id, name: 'src', value: path });
};

// done(failure, source): at once for the pattern, else when its file can be drawn.
core.openCameraSource = (description, done) => {
  const { kind = 'pattern', name = '', content = '' } = description || {};
  if (kind === 'pattern') {
    done(undefined, pattern);
    return;
  }
  const { path } = host.call('cloud.keepFile', { content, name });
  if (kind === 'picture') openPicture(path, done);
  else if (kind === 'video') openVideo(path, done);
  else done({ reason: `a camera sees no ${core.text(kind)}` });
};

// A JPEG of what it sees; `size` where the source has none of its own.
core.photograph = (source, size, quality) => {
  const [width, height] = source.width ? [source.width, source.height] : size;
  const canvas = Object.assign(host.createOffscreen(), { width, height });
  source.draw(canvas.getContext('2d'), width, height);
  return { path: canvas.toTempFilePathSync({ fileType: 'jpg', quality }), width, height };
};
