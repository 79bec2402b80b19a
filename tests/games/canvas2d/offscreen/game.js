// OffscreenCanvas, transferToImageBitmap, convertToBlob, and canvases as Blobs.
wx.createCanvas();
const caught = (f) => {
  try {
    return String(f());
  } catch (e) {
    return e.name;
  }
};
const canvas = new OffscreenCanvas(6, 4);
console.log(canvas.width, canvas.height, String(canvas), canvas instanceof OffscreenCanvas);
console.log(caught(() => new OffscreenCanvas(-1, 1)), caught(() => new OffscreenCanvas(1)), caught(() => canvas.getContext('3d')), caught(() => canvas.transferToImageBitmap()));
const c = canvas.getContext('2d');
console.log(c instanceof OffscreenCanvasRenderingContext2D, String(c), c.canvas === canvas, canvas.getContext('2d') === c, canvas.getContext('webgl'));
console.log(JSON.stringify(c.getContextAttributes()), c.isContextLost(), JSON.stringify(new OffscreenCanvas(1, 1).getContext('2d', { alpha: false, willReadFrequently: true }).getContextAttributes()));
c.fillStyle = '#f80';
c.fillRect(0, 0, 3, 4);
const pixel = (context, x, y) => Array.from(context.getImageData(x, y, 1, 1).data).join(' ');
console.log(pixel(c, 1, 1), '|', pixel(c, 4, 1));
const bitmap = canvas.transferToImageBitmap();
console.log('transferred', bitmap.width, bitmap.height, 'blank:', pixel(c, 1, 1), 'the state stays:', c.fillStyle);
c.fillRect(5, 0, 1, 1);
c.drawImage(bitmap, 0, 0);
console.log(pixel(c, 1, 1), '|', pixel(c, 5, 0));
canvas.width = 2;
console.log(canvas.width, pixel(c, 1, 1), c.fillStyle);

async function main() {
  c.fillStyle = '#123456';
  c.fillRect(0, 0, 2, 4);
  for (const options of [undefined, { type: 'image/jpeg', quality: 0.8 }, { type: 'image/nothing' }]) {
    const blob = await canvas.convertToBlob(options);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    console.log(blob.type, blob.size === bytes.length, Array.from(bytes.slice(0, 4)).join(' '));
    const again = await createImageBitmap(blob);
    console.log(again.width, again.height);
  }
  const empty = new OffscreenCanvas(0, 0);
  await empty.convertToBlob().catch((e) => console.log('empty', e.name));
  c.reset();
  console.log('reset', c.fillStyle, pixel(c, 0, 0));
}
main();
