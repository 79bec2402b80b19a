const log = (name, ...values) => console.log(`${name}: ${values.map((value) => JSON.stringify(value) ?? String(value)).join(' ')}`);
const div = document.createElement('div');
div.innerHTML = '<svg viewBox="0 0 10 10"><linearGradient id="g"/><path d="M0 0" style="stroke-width:2"/><g fill="red"><rect width=3 /></g></svg>';
const svg = div.querySelector('svg');
log('svg', svg.tagName, svg.getAttribute('viewBox'), [...svg.children].map((e) => e.nodeName), svg.querySelector('rect').getAttribute('width'), div.querySelectorAll('path').length, svg.children[1].style.strokeWidth);

div.innerHTML = "<P Class='a b' DATA-x=1 hidden>one &lt; two<br>three<!-- note --><b>four</b> &amp; &#x66;ive</P><ul><li>x<li>y</ul>";
log('kinds', div.firstElementChild.tagName, div.firstChild instanceof HTMLParagraphElement, div.children.length, div.querySelector('.b').dataset.x, div.querySelector('p').hasAttribute('hidden'));
log('text', div.firstChild.textContent, [...div.querySelectorAll('li')].map((e) => e.textContent));
log('again', div.innerHTML);
log('outer', div.querySelector('b').outerHTML);
for (const odd of ['', 'only text', 'a < b > c', '</p>x', '<b>not closed', '<i><b>x</i>y', '<img src=', '<', '<!doctype html>z', '<a href="x?a=1&b=2" href=no>&nope; &nbsp;</a>', '<script>if (a < b) c();</script>', '<div/>in']) {
  const box = document.createElement('div');
  box.innerHTML = odd;
  log(JSON.stringify(odd), box.innerHTML, box.childNodes.length);
}
const list = document.createElement('ul');
list.innerHTML = '<li>2</li>';
list.insertAdjacentHTML('afterbegin', '<li>1</li>');
list.insertAdjacentHTML('beforeend', 'text<li>3</li>');
list.firstChild.insertAdjacentHTML('afterend', '<hr>');
log('adjacent', list.outerHTML);
try {
  list.insertAdjacentHTML('afterend', '<p>');
} catch (e) {
  log('no parent', e.name);
}
list.innerHTML = '';
log('empty', list.childNodes.length, list.innerHTML);
const template = document.createElement('template');
template.innerHTML = '<p>in it</p>';
log('template', template.content.firstChild.textContent, template.childNodes.length, template.innerHTML);
const deep = document.createElement('div');
deep.innerHTML = '<div>'.repeat(300);
log('deep', deep.querySelectorAll('div').length);
// A container that brings its canvas.
const box = document.createElement('div');
box.innerHTML = '<canvas id="view" width="32" height="16"></canvas>';
document.body.appendChild(box);
const view = document.getElementById('view');
log('canvas', view instanceof HTMLCanvasElement, view.width, view.height, typeof view.getContext('2d').fillRect, view.isConnected);
