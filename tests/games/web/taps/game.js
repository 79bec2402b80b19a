const canvas = document.querySelector('canvas');
let seen = [];
const note = (e) => seen.push(`${e.type}${e instanceof PointerEvent ? ` ${e.pointerId - 2} ${e.pointerType}` : ''}${e.bubbles ? '' : ' (does not bubble)'}`);
for (const type of ['pointerover', 'pointerenter', 'pointerdown', 'pointerup', 'pointerout', 'pointerleave', 'touchstart', 'touchend', 'mouseover', 'mouseenter', 'mousedown', 'mouseup', 'click']) {
  canvas.addEventListener(type, note);
}
let moves = 0;
canvas.addEventListener('mousemove', (e) => seen.push(`mousemove ${e.clientX}`));
canvas.addEventListener('pointermove', () => moves++);
canvas.addEventListener('click', (e) => seen.push(`at ${e.clientX} ${e.constructor.name} ${e.detail}`));
// What was seen up to these frames.
const parts = { 5: 'a tap', 11: 'moved by 10', 18: 'moved far', 25: 'far and back', 32: 'two fingers', 40: 'a drag of the mouse', 46: 'pointerdown prevented', 55: 'touchend prevented' };
let frame = 0;
const step = () => {
  const part = parts[++frame];
  if (part) {
    console.log(`${part}:\n  ${seen.join('\n  ')}`);
    seen = [];
    if (part === 'moved far') console.log('moves', moves);
    if (part === 'a drag of the mouse') canvas.addEventListener('pointerdown', (e) => e.preventDefault(), { once: true });
    if (part === 'pointerdown prevented') canvas.addEventListener('touchend', (e) => e.preventDefault());
  }
  requestAnimationFrame(step);
};
requestAnimationFrame(step);
