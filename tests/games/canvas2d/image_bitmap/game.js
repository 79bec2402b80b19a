// createImageBitmap from every source, its options, and what is refused.
wx.createCanvas();
const canvas = wx.createCanvas();
canvas.width = 4;
canvas.height = 2;
const c = canvas.getContext('2d');
['#f00', '#0f0', '#00f', '#fff'].forEach((color, i) => {
  c.fillStyle = color;
  c.fillRect(i, 0, 1, 2);
});
c.clearRect(0, 1, 1, 1);

const out = wx.createCanvas();
function pixels(bitmap) {
  out.width = bitmap.width;
  out.height = bitmap.height;
  const o = out.getContext('2d');
  o.drawImage(bitmap, 0, 0);
  const { data } = o.getImageData(0, 0, bitmap.width, bitmap.height);
  const rows = [];
  for (let y = 0; y < bitmap.height; y += 1) {
    const row = [];
    for (let x = 0; x < bitmap.width; x += 1) row.push(Array.from(data.slice((y * bitmap.width + x) * 4, (y * bitmap.width + x) * 4 + 4), (v) => v.toString(16).padStart(2, '0')).join(''));
    rows.push(row.join(' '));
  }
  return `${bitmap.width}x${bitmap.height} ${rows.join(' / ')}`;
}
const show = async (name, ...args) => {
  try {
    console.log(name, pixels(await createImageBitmap(...args)));
  } catch (e) {
    console.log(name, e.name);
  }
};
const loaded = (src) => new Promise((resolve) => {
  const image = wx.createImage();
  image.onload = () => resolve(image);
  image.src = src;
});

async function main() {
  await show('canvas', canvas);
  await show('part', canvas, 1, 0, 2, 2);
  await show('part outside', canvas, -1, 1, 3, 2);
  await show('negative size', canvas, 3, 2, -2, -1);
  await show('flipped', canvas, { imageOrientation: 'flipY' });
  await show('grown', canvas, 0, 0, 2, 1, { resizeWidth: 4, resizeQuality: 'pixelated' });
  await show('one side', canvas, { resizeHeight: 1, resizeQuality: 'pixelated' });
  const image = await loaded(canvas.toDataURL());
  await show('image', image);
  await show('image data', c.getImageData(1, 0, 2, 1));
  await show('bitmap', await createImageBitmap(canvas, 2, 0, 1, 1));
  const blob = await new Promise((resolve) => canvas.toBlob(resolve));
  console.log('blob', blob.type, blob.size > 50, blob instanceof Blob);
  await show('blob', blob);
  await show('no image', new Blob(['nonsense']));
  await show('nothing');
  await show('a number', 5);
  await show('three arguments', canvas, 1, 2);
  await show('no width', canvas, 0, 0, 0, 1);
  await show('no resize', canvas, { resizeWidth: 0 });
  await show('wrong option', canvas, { resizeQuality: 'best' });
  const empty = wx.createCanvas();
  empty.width = 0;
  await show('empty canvas', empty);
  await show('empty image', wx.createImage());

  const bitmap = await createImageBitmap(canvas);
  canvas.width = 4;
  console.log('a copy:', pixels(bitmap).slice(0, 12), bitmap instanceof ImageBitmap, String(bitmap));
  bitmap.close();
  console.log('closed', bitmap.width, bitmap.height);
  for (const use of [() => c.drawImage(bitmap, 0, 0), () => c.createPattern(bitmap, 'repeat')]) {
    try {
      use();
      console.log('used');
    } catch (e) {
      console.log(e.name);
    }
  }
  await show('closed', bitmap);
  const t = c.measureText('abc');
  console.log(t instanceof TextMetrics, String(t), t.width > 0, Object.keys(TextMetrics.prototype).length);
}
main();
