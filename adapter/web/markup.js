// Markup of HTML to nodes and back, as far as scripts write it: nothing is refused, and what is not closed ends with its parent. The rules of tables
// and misnested formatting are not those of the standard. https://html.spec.whatwg.org/multipage/parsing.html

const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
const RAW = /^(script|style|textarea|title)$/; // their text is no markup
const CLOSED_BY_ITSELF = /^(li|p|option|tr|td|th|dt|dd)$/; // by the next of its kind
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0', copy: '\u00a9', reg: '\u00ae', times: '\u00d7', hellip: '\u2026', mdash: '\u2014', ndash: '\u2013' };
// References to characters; `names` has those of the language.
web.decodeReferences = (text, names = ENTITIES) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex ? parseInt(hex, 16) : decimal ? parseInt(decimal, 10) : NaN;
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    return (name !== undefined && Object.hasOwn(names, name) && names[name]) || whole;
  });

const TAG = /<(\/?)([a-z][^\s/>]*)/iy;
const ATTRIBUTE = /[\s/]*([^\s=/>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/y;

web.parseMarkup = (top, text) => {
  const open = [top];
  const here = () => open[open.length - 1];
  const isForeign = () => open.some((node) => node.tagName === 'svg' || node.tagName === 'math');
  let at = 0;
  const words = (end) => {
    if (end > at) here().appendChild(new Text(web.decodeReferences(text.slice(at, end))));
    at = end;
  };
  // Skips to what stands behind `end`, and gives what stood before it.
  const upTo = (end) => {
    const found = text.indexOf(end, at);
    const inside = text.slice(at, found < 0 ? undefined : found);
    at = found < 0 ? text.length : found + end.length;
    return inside;
  };
  const start = (name) => {
    const foreign = isForeign() || /^(svg|math)$/i.test(name);
    const lower = name.toLowerCase();
    // Names of HTML have no case; those of SVG keep theirs.
    const element = foreign ? new Element(name, true) : document.createElement(lower);
    if (!foreign && CLOSED_BY_ITSELF.test(lower) && here().tagName === element.tagName) open.pop();
    for (;;) {
      ATTRIBUTE.lastIndex = at;
      const found = ATTRIBUTE.exec(text);
      if (!found) break;
      at = ATTRIBUTE.lastIndex;
      const attribute = foreign ? found[1] : found[1].toLowerCase();
      if (!element.hasAttribute(attribute)) element.setAttribute(attribute, web.decodeReferences(found[2] ?? found[3] ?? found[4] ?? ''));
    }
    const ending = upTo('>');
    here().appendChild(element);
    if (foreign ? ending.includes('/') : VOID.test(lower)) return;
    if (!foreign && RAW.test(lower)) {
      const end = new RegExp(`</${lower}[\\s/>]`, 'i').exec(text.slice(at));
      const inside = text.slice(at, end ? at + end.index : undefined);
      if (inside) element.appendChild(new Text(/^t/.test(lower) ? web.decodeReferences(inside) : inside));
      at += inside.length;
      if (end) upTo('>');
      return;
    }
    open.push(element);
  };
  const end = (name) => {
    upTo('>');
    const found = open.findLastIndex((node, depth) => depth > 0 && node.tagName.toLowerCase() === name.toLowerCase());
    if (found > 0) open.length = found;
  };
  while (at < text.length) {
    const bracket = text.indexOf('<', at);
    if (bracket < 0) {
      words(text.length);
      break;
    }
    TAG.lastIndex = bracket;
    const tag = TAG.exec(text);
    if (tag) {
      words(bracket);
      at = TAG.lastIndex;
      if (tag[1]) end(tag[2]);
      else start(tag[2]);
    } else if (text.startsWith('<!--', bracket)) {
      words(bracket);
      at += 4;
      here().appendChild(new Comment(upTo('-->')));
    } else if (/[!?/]/.test(text[bracket + 1] || '')) {
      words(bracket);
      upTo('>'); // a document type, an instruction, or an end of nothing
    } else words(bracket + 1); // only a sign
  }
};

const escape = (text) => text.replace(/[&<>\u00a0]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] || '&nbsp;');
const quote = (text) => text.replace(/[&"\u00a0]/g, (c) => ({ '&': '&amp;', '"': '&quot;' })[c] || '&nbsp;');
web.outerMarkupOf = (node) => {
  if (node.nodeType === 8) return `<!--${node.data}-->`;
  if (node.nodeType === 3 || node.nodeType === 4) return /^(SCRIPT|STYLE)$/.test(node.parentNode && node.parentNode.tagName) ? node.data : escape(node.data);
  const name = node instanceof HTMLElement ? node.localName : node.tagName;
  const attributes = node.attributes.map((a) => ` ${a.name}="${quote(a.value)}"`).join('');
  return VOID.test(name) ? `<${name}${attributes}>` : `<${name}${attributes}>${node.innerHTML}</${name}>`;
};
web.markupOf = (node) => node.childNodes.map(web.outerMarkupOf).join('');
