const log = (name, value) => console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
// The canvas that is put into the document is what the window shows, not the probe before it.
const probe = document.createElement('canvas');
probe.width = probe.height = 1;
const shown = document.createElement('canvas');
shown.setAttribute('width', '60');
shown.height = 40;
document.body.appendChild(shown);
const c = shown.getContext('2d');
c.fillStyle = '#208040';
c.fillRect(0, 0, 60, 40);
c.fillStyle = '#ffffff';
c.fillRect(10, 10, 20, 20);
log('same canvas', document.querySelector('canvas') === shown && document.getElementsByTagName('canvas').length === 1);
log('is', [shown instanceof HTMLCanvasElement, shown instanceof HTMLElement, shown instanceof EventTarget, shown.isConnected, probe.isConnected]);
log('rect', shown.getBoundingClientRect());

const list = document.createElement('div');
list.id = 'list';
list.className = 'a b';
list.dataset.userName = 'x';
list.style.setProperty('background-color', 'red');
list.style.cssText += 'font-size: 12px;';
for (const name of ['one', 'two', 'three']) {
  const item = document.createElement('span');
  item.className = `item ${name}`;
  item.textContent = name;
  list.appendChild(item);
}
document.body.appendChild(list);
log('selectors', ['#list', 'div.a > .item', 'body span.two', '[data-user-name="x"]', '.one, .three', 'p'].map((s) => document.querySelectorAll(s).length));
log('text', list.textContent);
list.classList.toggle('b');
list.classList.add('c');
log('classes', list.className);
log('style', list.style.cssText);
log('siblings', [list.children[1].previousSibling.className, list.children[1].nextSibling.className, list.firstChild.matches('span'), list.firstChild.closest('#list') === list]);
list.insertBefore(list.lastChild, list.firstChild);
log('moved', list.textContent);
list.replaceChild(document.createTextNode('!'), list.children[1]);
log('replaced', list.textContent);
for (const wrong of [() => list.appendChild(document.body), () => list.removeChild(probe), () => list.querySelector('a:hover')]) {
  try {
    wrong();
  } catch (e) {
    log('refused', e.name);
  }
}
log('ready', document.readyState);
window.onload = () => log('load', document.readyState);
document.addEventListener('DOMContentLoaded', () => log('DOMContentLoaded', document.readyState));
new ResizeObserver(([entry]) => log('resize observer', [entry.contentRect.width, entry.contentRect.height])).observe(shown);
sessionStorage.setItem('k', 5);
log('session', [sessionStorage.getItem('k'), sessionStorage.getItem('none'), sessionStorage.length]);
log('uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
log('media', [matchMedia('(orientation: landscape)').matches, matchMedia('(hover: hover)').matches]);
