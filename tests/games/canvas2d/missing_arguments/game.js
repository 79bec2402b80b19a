// Calls that leave out arguments throw before anything is drawn.
// How many arguments each method requires, which is its length, as Web IDL has it (read off Chromium 156).
const REQUIRED = {
  CanvasRenderingContext2D: {
    0: 'clip fill getContextAttributes getLineDash getTransform isContextLost reset beginPath closePath resetTransform restore save setTransform stroke',
    1: 'createImageData measureText setLineDash rotate',
    2: 'createPattern isPointInPath isPointInStroke lineTo moveTo scale translate',
    3: 'createConicGradient drawImage fillText strokeText putImageData',
    4: 'createLinearGradient getImageData roundRect clearRect fillRect quadraticCurveTo rect strokeRect',
    5: 'arc arcTo',
    6: 'createRadialGradient bezierCurveTo transform',
    7: 'ellipse',
  },
  OffscreenCanvasRenderingContext2D: {
    0: 'clip fill getLineDash getTransform isContextLost reset beginPath closePath resetTransform restore save setTransform stroke getContextAttributes',
    1: 'createImageData measureText setLineDash rotate',
    2: 'createPattern isPointInPath isPointInStroke lineTo moveTo scale translate',
    3: 'createConicGradient drawImage fillText strokeText putImageData',
    4: 'createLinearGradient getImageData roundRect clearRect fillRect quadraticCurveTo rect strokeRect',
    5: 'arc arcTo',
    6: 'createRadialGradient bezierCurveTo transform',
    7: 'ellipse',
  },
  Path2D: {
    0: 'closePath',
    1: 'addPath',
    2: 'lineTo moveTo',
    4: 'roundRect quadraticCurveTo rect',
    5: 'arc arcTo',
    6: 'bezierCurveTo',
    7: 'ellipse',
  },
  CanvasGradient: {
    2: 'addColorStop',
  },
  CanvasPattern: {
    0: 'setTransform',
  },
  ImageBitmap: {
    0: 'close',
  },
  HTMLCanvasElement: {
    0: 'toDataURL',
    1: 'getContext toBlob',
  },
  OffscreenCanvas: {
    0: 'convertToBlob transferToImageBitmap',
    1: 'getContext',
  },
  DOMMatrix: {
    0: 'invertSelf multiplySelf preMultiplySelf rotateAxisAngleSelf rotateFromVectorSelf rotateSelf scale3dSelf scaleSelf skewXSelf skewYSelf translateSelf',
    1: 'setMatrixValue',
  },
};
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
const offscreen = new OffscreenCanvas(2, 2);
const objects = {
  CanvasRenderingContext2D: context,
  OffscreenCanvasRenderingContext2D: offscreen.getContext('2d'),
  Path2D: wx.createPath2D(),
  CanvasGradient: context.createLinearGradient(0, 0, 1, 1),
  CanvasPattern: context.createPattern(canvas, 'repeat'),
  ImageBitmap: offscreen.transferToImageBitmap(),
  HTMLCanvasElement: canvas,
  OffscreenCanvas: offscreen,
  DOMMatrix: new DOMMatrix(),
};
const attempt = (call) => {
  try {
    call();
    return 'no exception';
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
for (const [type, lengths] of Object.entries(REQUIRED)) {
  const object = objects[type];
  let right = 0;
  for (const [count, names] of Object.entries(lengths)) {
    for (const name of names.split(' ')) {
      const method = object[name];
      if (typeof method !== 'function' || method.length !== Number(count)) {
        console.log(`${type}.${name}: length ${method && method.length}, not ${count}`);
        continue;
      }
      right++;
      if (method.length === 0) continue;
      const given = method.length - 1;
      const wanted = `TypeError: Failed to execute '${name}' on '${type}': ${count} argument${count === '1' ? '' : 's'} required, but only ${given} present.`;
      const said = attempt(() => method.apply(object, new Array(given).fill(1)));
      if (said !== wanted) console.log(`${type}.${name}: ${said}`);
    }
  }
  console.log(`${type}: ${right} methods`);
}

// Constructors, overloads, and arguments that may be undefined but must be given.
const tell = (call) => console.log(`${String(call).slice(6)}  ${attempt(call)}`);
tell(() => new ImageData(1));
tell(() => new OffscreenCanvas(1));
tell(() => context.drawImage(canvas, 1, 2, 3));
tell(() => context.drawImage(canvas, 1));
tell(() => context.setTransform(1, 2));
tell(() => context.isPointInPath(wx.createPath2D(), 1));
tell(() => context.createImageData(1));
tell(() => context.moveTo(undefined, undefined));
tell(() => context.arc(1, 2, 3, 0, 1));
tell(() => context.fillText('a', 1, undefined));
tell(() => context.moveTo.call({}, 1));
// Nothing that failed has drawn or moved anything.
context.lineTo(5, 5);
console.log(context.isPointInPath(5, 5), context.getImageData(0, 0, 1, 1).data.join());
