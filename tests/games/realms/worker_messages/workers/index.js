import { fibonacci } from './math';
console.log('worker:', typeof wx, typeof window, typeof requestAnimationFrame, typeof setTimeout, Object.keys(worker).join());
try {
  require('../game');
} catch (e) {
  console.log('worker:', e.message.split('\n')[0]);
}
worker.onMessage((m) => {
  if (m.kind === 'types') {
    const { v } = m;
    console.log('worker got', v.map.get(1).a.join(), [...v.set].join(), v.date.getTime(), v.error.message, v.bytes.join(), v.big, v.self === v, m.given.join());
    worker.postMessage({ kind: 'types', answer: 'back', v });
  } else if (m.kind === 'work') {
    worker.postMessage({ kind: 'work', answer: fibonacci(m.n) });
  } else {
    worker.postMessage({ kind: m.kind });
  }
});
