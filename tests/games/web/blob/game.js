const log = (name, value) => console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=='), (c) => c.charCodeAt(0));
async function main() {
  const blob = new Blob(['häl', new Uint8Array([108, 111]), new Blob(['!'])], { type: 'Text/Plain' });
  log('blob', [blob.size, blob.type, await blob.text(), await blob.slice(1, 3).text(), String(blob)]);
  const file = new File([blob], 'a.txt', { lastModified: 5 });
  log('file', [file.name, file.size, file.lastModified, file instanceof Blob]);
  const read = (method, ...rest) => new Promise((done) => {
    const reader = new FileReader();
    const events = [];
    for (const type of ['loadstart', 'progress', 'load', 'loadend']) reader[`on${type}`] = () => events.push(type);
    reader.addEventListener('loadend', () => done([events.join(' '), reader.result]));
    reader[method](...rest);
  });
  log('text', await read('readAsText', blob));
  log('data url', await read('readAsDataURL', new Blob([new Uint8Array([0, 255, 1])], { type: 'image/x' })));
  log('buffer', (await read('readAsArrayBuffer', blob))[1].byteLength);
  const url = URL.createObjectURL(new Blob([png], { type: 'image/png' }));
  const image = new Image();
  image.src = url;
  await new Promise((done) => (image.onload = done));
  log('image', [image.width, image.height]);
  log('fetched', (await (await fetch(url)).arrayBuffer()).byteLength === png.length);
  URL.revokeObjectURL(url);
  try {
    new FileReader().readAsText('no blob');
  } catch (e) {
    log('refused', e.name);
  }
  try {
    new Blob('text');
  } catch (e) {
    log('refused', e.name);
  }
}
main().catch((e) => console.error(String(e), e.stack));
