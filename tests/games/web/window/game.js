const log = (name, ...values) => console.log(`${name}: ${values.map((value) => JSON.stringify(value) ?? String(value)).join(' ')}`);
const { port1, port2 } = new MessageChannel();
const order = [];
port2.postMessage('before anybody listens');
port1.onmessage = ({ data }) => {
  order.push(data);
  if (data.n === 1) port1.postMessage(new Map([[1, 2]]));
};
port2.addEventListener('message', ({ data }) => order.push([...data])); // needs start()
port2.postMessage({ n: 1 });
Promise.resolve().then(() => order.push('a microtask'));
order.push('the script');
port2.start();
try {
  port1.postMessage(() => {});
} catch (e) {
  log('refused', e.name);
}
setTimeout(() => {
  log('order', order);
  port1.close();
  port2.postMessage('lost');
  setTimeout(() => log('closed', order.length), 50);
}, 80);

for (const query of ['(min-width: 400px)', '(max-width: 399px)', 'screen and (min-height: 100px) and (max-width: 30em)', '(min-width: 900px), (orientation: landscape)', 'print', 'all', '', '(prefers-color-scheme: light)', '(prefers-color-scheme: dark)']) {
  log(JSON.stringify(query), matchMedia(query).matches);
}
log('handler', window.onerror);
window.addEventListener('error', (e) => log('told', e.message));
reportError(new Error('told by hand'));

const list = document.createElement('ul');
list.innerHTML = 'text<li>1</li> <li>2</li><li>3</li>';
const [one, two, three] = list.children;
log('siblings', one.nextElementSibling === two, two.previousElementSibling === one, three.nextElementSibling, one.previousElementSibling);
two.before('a', three);
one.after('b', document.createElement('hr'));
two.replaceWith(document.createElement('br'), 'c');
log('moved', list.innerHTML);
log('toggled', one.toggleAttribute('hidden'), one.outerHTML, one.toggleAttribute('hidden'), one.toggleAttribute('x', false), one.outerHTML);

const script = document.createElement('script');
script.text = 'globalThis.ran = true';
document.head.appendChild(script);
const shader = document.createElement('script');
shader.type = 'x-shader/x-vertex';
shader.textContent = 'void main() {}';
document.head.appendChild(shader);
log('script', typeof ran);
