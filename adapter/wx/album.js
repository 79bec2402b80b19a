// What the user chooses: pictures, videos and other files (`[album]` of sparrow.toml), or a picture of the camera. An embedder may answer
// the same names, with `{ files: [{ name, type, size, time, content: base64 }] }`, or with the documented result itself.

core.service('getAvailableAudioSources');

const PHOTO = [480, 640]; // where the camera's source has no size of its own

// Temporary files of what was chosen; done(failure, files).
const take = (result, done) => {
  if (result && result.camera) {
    core.openCameraSource(result.camera, (failure, source) => {
      if (failure) {
        done(failure);
        return;
      }
      const { path, width, height } = core.photograph(source, PHOTO, 0.8);
      source.close();
      const { size } = wx.getFileSystemManager().statSync(path);
      done(undefined, [{ path, size, width, height, type: 'image', name: path.split('/').pop(), time: 0 }]);
    });
    return;
  }
  done(undefined, result.files.map(({ content, name, type, time }) => {
    const { path, bytes } = host.call('cloud.keepFile', { content, name });
    return { path, size: bytes, type, name, time };
  }));
};
// wx.name(options): `finish(files, done)` makes the documented result.
const chooser = (name, fields, finish) => {
  core.servedBy(name, name);
  core.define(name, (options) => core.answerLater(name, options, (done) => {
    const own = typeof options === 'object' && options !== null ? options : {};
    core.check(fields, own);
    const { success, fail, complete, ...asked } = own;
    core.ask(name, asked, (failure, result) => {
      if (failure) done(failure);
      else if (!result || !(result.files || result.camera)) done(undefined, result);
      else {
        take(result, (bad, files) => {
          if (bad) done(bad);
          else finish(files, done);
        });
      }
    });
  }));
};

chooser('chooseImage', {}, (files, done) => done(undefined, {
  tempFilePaths: files.map(({ path }) => path),
  tempFiles: files.map(({ path, size }) => ({ path, size })),
}));
chooser('chooseMessageFile', { count: 'Number' }, (files, done) => done(undefined, {
  tempFiles: files.map(({ path, size, name, type, time }) => ({ path, size, name, type, time })),
}));

// Length, size and first picture of a video; without a decoder nothing is known of it.
const lookAtVideo = (path, done) => {
  const unknown = { duration: 0, width: 0, height: 0, thumbTempFilePath: '' };
  if (!host.classes.Video) {
    done(unknown);
    return;
  }
  const id = host.call('video.create');
  const element = host.createVideoElement(id);
  let told = false;
  const tell = (what) => {
    if (told) return;
    told = true;
    host.offVideo(id);
    host.call('video.destroy', { id });
    done(what);
  };
  host.onVideo(id, (name, { duration, width, height, reason }) => {
    if (name === 'error') {
      host.warn(`chooseMedia: ${path}: ${reason}`);
      tell(unknown);
    } else if (name === 'loaded') {
      host.call('video.play', { id });
    } else if (name === 'timeupdate' || name === 'ended') {
      if (!host.call('video.get', { id, name: 'hasFrame' })) return;
      const canvas = Object.assign(host.createOffscreen(), { width, height });
      canvas.getContext('2d').drawImage(element, 0, 0);
      tell({ duration, width, height, thumbTempFilePath: canvas.toTempFilePathSync({ fileType: 'jpg' }) });
    }
  });
  host.call('video.set', { id, name: 'volume', value: 0 });
  host.call('video.set', { id, name: 'src', value: path });
};
// A picture's size; 0 where it cannot be read.
const lookAtImage = (path, done) => {
  const image = wx.createImage();
  image.onload = () => done({ width: image.width, height: image.height });
  image.onerror = () => done({ width: 0, height: 0 });
  image.src = path;
};
chooser('chooseMedia', {}, (files, done) => {
  let left = files.length;
  const tempFiles = files.map(() => undefined);
  files.forEach(({ path, size, type }, i) => {
    (type === 'video' ? lookAtVideo : lookAtImage)(path, (known) => {
      tempFiles[i] = { tempFilePath: path, size, fileType: type, ...known };
      left -= 1;
      if (left > 0) return;
      const types = new Set(files.map((file) => file.type));
      done(undefined, { tempFiles, type: types.size > 1 ? 'mix' : files[0].type });
    });
  });
});

// A JPEG of a picture, smaller if asked for.
core.define('compressImage', (options) => core.answerLater('compressImage', options, (done) => {
  const own = typeof options === 'object' && options !== null ? options : {};
  core.check({ src: 'String', 'quality?': 'Number', 'compressedWidth?': 'Number', 'compressedHeight?': 'Number' }, own);
  const { src, quality = 80, compressedWidth, compressedHeight } = own;
  const image = wx.createImage();
  image.onerror = ({ errMsg } = {}) => done({ reason: errMsg || `${src} cannot be read` });
  image.onload = () => {
    const by = compressedWidth > 0 ? compressedWidth / image.width : compressedHeight > 0 ? compressedHeight / image.height : 1;
    const width = Math.max(1, Math.round(compressedWidth > 0 ? compressedWidth : image.width * by));
    const height = Math.max(1, Math.round(compressedHeight > 0 ? compressedHeight : image.height * by));
    const canvas = Object.assign(host.createOffscreen(), { width, height });
    const context = canvas.getContext('2d');
    context.fillStyle = '#fff'; // JPEG knows no transparency
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    const level = Math.min(Math.max(quality, 0), 100) / 100;
    try {
      done(undefined, { tempFilePath: canvas.toTempFilePathSync({ fileType: 'jpg', quality: level }) });
    } catch (e) {
      done(e);
    }
  };
  image.src = src;
}));
