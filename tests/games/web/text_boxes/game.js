const log = (name, ...values) => console.log(`${name}: ${values.map((value) => JSON.stringify(value) ?? String(value)).join(' ')}`);
const context = document.createElement('canvas').getContext('2d');
const near = (a, b) => Math.abs(a - b) < 0.01;
const make = (font) => {
  const span = document.createElement('span');
  span.innerHTML = 'Hg';
  const block = document.createElement('div');
  block.style.cssText = 'display: inline-block; width: 1px; height: 0px';
  const div = document.createElement('div');
  div.append(span, block);
  div.style.font = font;
  document.body.appendChild(div);
  return { span, block, div };
};
for (const font of ['24px sans-serif', 'italic bold 40px serif', '20px/2 monospace']) {
  const { span, block, div } = make(font);
  context.font = font;
  const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText('Hg');
  const [up, down] = [Math.round(fontBoundingBoxAscent), Math.round(fontBoundingBoxDescent)];
  block.style['vertical-align'] = 'baseline';
  const ascent = block.offsetTop - span.offsetTop;
  block.style['vertical-align'] = 'bottom';
  const height = block.getBoundingClientRect().top - span.getBoundingClientRect().top;
  log(font, up > 0, ascent === up, height - (up + down), near(span.offsetWidth, width), span.offsetHeight === up + down, near(block.offsetLeft, width));
  div.remove();
}
// The line of a parent with larger letters reaches further down.
const { div: small, span: letters, block: foot } = make('');
letters.style.font = '8px sans-serif';
foot.style.verticalAlign = 'bottom';
log('a strut', foot.offsetTop - letters.offsetTop > letters.offsetHeight, letters.offsetTop > 0);
small.remove();
const { span, div } = make('10px serif');
span.style.fontSize = '20px';
context.font = '20px serif';
log('size of its own', near(span.offsetWidth, context.measureText('Hg').width), span.offsetHeight > 15);
const label = document.createElement('div');
label.textContent = 'some words';
label.style.font = '16px serif';
document.body.appendChild(label);
log('a block', label.offsetWidth, label.offsetHeight > 10 && label.offsetHeight < 30);
label.style.position = 'absolute';
log('out of the flow', label.offsetWidth > 20 && label.offsetWidth < 200);
log('others fill the window', div.offsetWidth, div.offsetHeight, document.body.clientHeight, document.createElement('div').clientWidth, div.offsetTop);
