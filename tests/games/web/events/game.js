const log = [];
const canvas = document.querySelector('canvas');
const note = (where) => (e) => log.push(`${where} ${e.type} ${e.eventPhase}${e.pointerType ? ` ${e.pointerType}${e.isPrimary ? ' primary' : ''}` : ''} ${Math.round(e.clientX ?? (e.changedTouches ? e.changedTouches[0].clientX : -1))}`);
for (const type of ['touchstart', 'touchend', 'pointerdown', 'pointerup', 'click']) {
  window.addEventListener(type, note('window'), true);
  canvas.addEventListener(type, note('canvas'));
  document.addEventListener(type, note('document'));
}
window.onclick = note('onclick');
let calls = 0;
const listener = { handleEvent: () => calls++ };
canvas.addEventListener('pointerdown', listener);
canvas.addEventListener('pointerdown', listener); // the same again is nothing
canvas.addEventListener('touchend', (e) => calls > 1 && e.preventDefault());
document.addEventListener('keydown', (e) => log.push(`key ${e.key} ${e.keyCode} ${e.shiftKey}`));

// Order, once, signals and propagation on targets of one's own.
const target = new EventTarget();
const order = [];
const controller = new AbortController();
target.addEventListener('x', () => order.push('once'), { once: true });
target.addEventListener('x', () => order.push('signal'), { signal: controller.signal });
target.addEventListener('x', (e) => {
  order.push('stops');
  e.stopImmediatePropagation();
  e.preventDefault();
});
target.addEventListener('x', () => order.push('never'));
console.log('prevented', !target.dispatchEvent(new CustomEvent('x', { cancelable: true, detail: 3 })));
controller.abort();
target.dispatchEvent(new Event('x'));
console.log('order', order.join(' '));
target.addEventListener('y', () => {
  throw new Error('a listener fails');
});
target.addEventListener('y', () => console.log('and the next one still runs'));
target.dispatchEvent(new Event('y'));
let frames = 0;
const step = () => {
  if (++frames === 12) console.log(`${log.join('\n')}\ncalls ${calls}`);
  else requestAnimationFrame(step);
};
requestAnimationFrame(step);
