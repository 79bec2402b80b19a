const show = (value) => (value === undefined ? 'undefined' : JSON.stringify(value));
const log = (name, ...values) => console.log(`${name}: ${values.map(show).join(' ')}`);
const blobUrl = (source) => URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
const make = (work, options) => new Worker(blobUrl(`(${work})()`), options);
const next = (worker) => new Promise((resolve) => {
  worker.onmessage = (e) => resolve(e.data);
  worker.onerror = (e) => resolve(`error: ${e.message}`);
});

const globals = async () => {
  const worker = make(() => {
    postMessage([
      self === globalThis, typeof window, typeof document, typeof wx, typeof requestAnimationFrame, typeof importScripts, self instanceof DedicatedWorkerGlobalScope,
      navigator.hardwareConcurrency, location.origin, name, new URL('a.png', location.origin).href,
    ]);
  }, { name: 'one' });
  log('globals', await next(worker));
  worker.terminate();
};

const messages = async () => {
  const worker = make(() => {
    let last = '';
    self.addEventListener('message', (e) => {
      last = `${e.constructor.name} ${e.isTrusted}`;
    });
    onmessage = ({ data }) => {
      if (data === 'close') {
        self.close();
        postMessage('the last word');
        return;
      }
      postMessage({ back: data, last }, data && data.bytes ? [data.bytes] : undefined);
    };
  });
  const bytes = new ArrayBuffer(8);
  worker.postMessage({ bytes, list: [1, [2]], map: new Map([[1, 'x']]) }, [bytes]);
  const { back, last } = await next(worker);
  log('message', bytes.byteLength, back.bytes.byteLength, back.list, [...back.map], last);
  worker.postMessage({ blob: new Blob(['text of a blob'], { type: 'text/plain' }), file: new File(['f'], 'a.txt'), image: new ImageData(new Uint8ClampedArray([1, 2, 3, 4]), 1, 1), error: new DOMException('why', 'AbortError') });
  const parts = (await next(worker)).back;
  log('parts', parts.blob instanceof Blob, await parts.blob.text(), parts.blob.type, parts.file.name, [...parts.image.data], parts.error instanceof DOMException, parts.error.name);
  try {
    worker.postMessage({ f() {} });
  } catch (e) {
    log('refused', e.name);
  }
  worker.postMessage('close');
  log('closing', await next(worker));
  let heard = false;
  worker.onmessage = () => (heard = true);
  worker.postMessage('is anybody there');
  await new Promise((resolve) => setTimeout(resolve, 100));
  log('closed', heard);
};

const files = async () => {
  const worker = make(() => {
    onmessage = async ({ data: [script] }) => {
      importScripts('lib/twice.js', script);
      const json = await (await fetch('https://localhost/data/one.json')).json();
      const request = new XMLHttpRequest();
      request.open('GET', 'data/one.json', false);
      request.send();
      const url = URL.createObjectURL(new Blob(['from a blob']));
      const text = await (await fetch(url)).text();
      let missing;
      try {
        importScripts('none.js');
      } catch (e) {
        missing = e.name;
      }
      const failed = (await fetch('none.json')).status;
      await new Promise((resolve) => setTimeout(resolve, 20));
      postMessage([twice(json.n), kept, fromBlob, JSON.parse(request.responseText), text, missing, failed]);
    };
  });
  worker.postMessage([blobUrl('self.fromBlob = "imported"')]);
  log('files', await next(worker));
  worker.terminate();
  const file = new Worker('lib/file.js', { name: 'named' });
  log('a file', await next(file));
  file.terminate();
  const data = new Worker(`data:text/javascript,${encodeURIComponent('postMessage("data " + (1 + 1))')}`);
  log('data', await next(data));
  data.terminate();
};

const pictures = async () => {
  const worker = make(() => {
    onmessage = async ({ data }) => {
      const blob = await (await fetch('data/four.png')).blob();
      const whole = await createImageBitmap(blob);
      const half = await createImageBitmap(blob, 2, 0, 2, 2, { imageOrientation: 'flipY', resizeWidth: 8, resizeQuality: 'pixelated' });
      const again = await createImageBitmap(data.bitmap, 0, 0, 1, 1);
      const wrong = await createImageBitmap(new Blob(['no picture'])).catch((e) => e);
      const sizes = [whole.width, whole.height, half.width, half.height, again.width, data.bitmap.width];
      postMessage({ whole, half, again, sizes, wrong }, [whole, half]);
      postMessage(whole.width);
    };
  });
  const bitmap = await createImageBitmap(new ImageData(new Uint8ClampedArray([9, 8, 7, 255, 1, 1, 1, 255]), 2, 1));
  worker.postMessage({ bitmap }, [bitmap]);
  log('given up', bitmap.width);
  const { whole, half, again, sizes, wrong } = await next(worker);
  log('sizes', sizes, [whole, half, again].map((one) => [one instanceof ImageBitmap, one.width, one.height]), wrong.name);
  log('closed there', await next(worker));
  const context = document.querySelector('canvas').getContext('2d');
  context.imageSmoothingEnabled = false;
  context.drawImage(whole, 0, 0, 40, 20);
  context.drawImage(half, 44, 0);
  context.drawImage(again, 44, 20, 10, 10);
  log('pixel', [...context.getImageData(46, 24, 1, 1).data]);
  worker.terminate();
};

const errors = async () => {
  const thrower = make(() => {
    onmessage = () => {
      throw new Error('thrown in a worker');
    };
  });
  thrower.postMessage(0);
  log('thrown', await next(thrower));
  thrower.terminate();
  const broken = new Worker(blobUrl('this is no script'));
  log('broken', await next(broken));
  broken.terminate();
  const missing = new Worker('lib/none.js');
  missing.postMessage('nobody');
  log('missing', await next(missing));
  const many = Array.from({ length: navigator.hardwareConcurrency + 1 }, () => make(() => postMessage('runs')));
  log('many', await Promise.all(many.map(next)));
  for (const one of many) one.terminate();
};
const main = async () => {
  for (const part of [globals, messages, files, pictures, errors]) await part();
  console.log('done');
};
main().catch((e) => console.error(e.stack || e));
