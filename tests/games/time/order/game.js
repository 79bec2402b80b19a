// Microtasks after each callback, timers by due time, then frames; all in virtual time.
const begin = Date.now();
const at = () => Math.round(Date.now() - begin);
console.log('script');
Promise.resolve().then(() => console.log('microtask of the script'));
setTimeout(() => console.log('timeout 30', at() >= 30), 30);
setTimeout(() => {
  console.log('timeout 10');
  Promise.resolve().then(() => console.log('microtask of timeout 10'));
}, 10);
setTimeout(() => console.log('second timeout 10'), 10);
let ticks = 0;
const interval = setInterval(() => {
  ticks += 1;
  console.log('tick', ticks);
  if (ticks === 3) clearInterval(interval);
}, 50);
const gone = setTimeout(() => console.log('never'), 20);
clearTimeout(gone);
let frames = 0;
let last = null;
requestAnimationFrame(function frame(now) {
  frames += 1;
  if (last !== null && frames < 4) console.log('frame', frames, (now - last).toFixed(2));
  last = now;
  requestAnimationFrame(frame);
});
cancelAnimationFrame(requestAnimationFrame(() => console.log('never either')));
