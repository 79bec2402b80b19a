// Nodes of the DOM Standard: a tree that remembers what it is told and draws nothing but canvases.

class Node extends EventTarget {
  childNodes = [];
  parentNode = null;
  get nodeType() {
    return 1;
  }
  get ownerDocument() {
    return web.window.document;
  }
  get baseURI() {
    return web.HOME;
  }
  get isConnected() {
    return web.path(this).includes(web.window.document);
  }
  get parentElement() {
    return this.parentNode instanceof Element ? this.parentNode : null;
  }
  get firstChild() {
    return this.childNodes[0] || null;
  }
  get lastChild() {
    return this.childNodes[this.childNodes.length - 1] || null;
  }
  get textContent() {
    return (this.childNodes || []).map((child) => (child.nodeType === 8 ? '' : child.textContent)).join('');
  }
  set textContent(value) {
    this.replaceChildren(...(value === null || value === '' ? [] : [new Text(value)]));
  }
  get nodeValue() {
    return null;
  }
  hasChildNodes() {
    return this.childNodes.length > 0;
  }
  getRootNode() {
    const path = web.path(this);
    return path[path.length - 1] === web.window ? path[path.length - 2] : path[path.length - 1];
  }
  appendChild(node) {
    return this.insertBefore(node, null);
  }
  insertBefore(node, before) {
    if (!node || node.parentNode === undefined) throw new TypeError('the argument is not a node');
    if (node === this || (node.contains && node.contains(this))) {
      throw new DOMException('a node cannot be its own descendant', 'HierarchyRequestError');
    }
    if (node instanceof DocumentFragment) {
      for (const child of [...node.childNodes]) this.insertBefore(child, before);
      return node;
    }
    if (before && before.parentNode !== this) throw new DOMException('the node before is not a child', 'NotFoundError');
    if (node.parentNode) node.parentNode.removeChild(node);
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
    web.inserted(node);
    return node;
  }
  removeChild(node) {
    const at = this.childNodes.indexOf(node);
    if (at < 0) throw new DOMException('the node is not a child', 'NotFoundError');
    this.childNodes.splice(at, 1);
    node.parentNode = null;
    return node;
  }
  replaceChild(node, old) {
    this.insertBefore(node, old);
    return this.removeChild(old);
  }
  replaceChildren(...nodes) {
    for (const child of [...this.childNodes]) this.removeChild(child);
    this.append(...nodes);
  }
  append(...nodes) {
    for (const node of nodes) this.appendChild(typeof node === 'object' && node ? node : new Text(node));
  }
  prepend(...nodes) {
    const first = this.firstChild;
    for (const node of nodes) this.insertBefore(typeof node === 'object' && node ? node : new Text(node), first);
  }
  remove() {
    if (this.parentNode) this.parentNode.removeChild(this);
  }
  contains(node) {
    for (let at = node; at; at = at.parentNode) if (at === this) return true;
    return false;
  }
  compareDocumentPosition(other) {
    if (other === this) return 0;
    if (this.contains(other)) return 20;
    return other.contains && other.contains(this) ? 10 : 4;
  }
}
for (const [name, step] of [['nextSibling', 1], ['previousSibling', -1]]) {
  Object.defineProperty(Node.prototype, name, {
    configurable: true,
    get() {
      const siblings = this.parentNode ? this.parentNode.childNodes : [];
      return siblings[siblings.indexOf(this) + step] || null;
    },
  });
}
for (const [name, value] of Object.entries({ ELEMENT_NODE: 1, TEXT_NODE: 3, CDATA_SECTION_NODE: 4, COMMENT_NODE: 8, DOCUMENT_NODE: 9, DOCUMENT_FRAGMENT_NODE: 11 })) {
  Object.defineProperty(Node, name, { value });
  Object.defineProperty(Node.prototype, name, { value });
}

class CharacterData extends Node {
  constructor(data) {
    super();
    this.data = data === undefined ? '' : String(data);
  }
  get length() {
    return this.data.length;
  }
  get nodeValue() {
    return this.data;
  }
  set nodeValue(value) {
    this.data = String(value);
  }
  get textContent() {
    return this.data;
  }
  set textContent(value) {
    this.data = String(value);
  }
}
class Text extends CharacterData {}
class CDATASection extends Text {}
class Comment extends CharacterData {}
class DocumentFragment extends Node {}
for (const [Class, nodeType, nodeName] of [[Text, 3, '#text'], [CDATASection, 4, '#cdata-section'], [Comment, 8, '#comment'], [DocumentFragment, 11, '#document-fragment']]) {
  Object.defineProperty(Class.prototype, 'nodeType', { value: nodeType, configurable: true });
  Object.defineProperty(Class.prototype, 'nodeName', { value: nodeName, configurable: true });
}

// Elements below a node that a test accepts, in the order of the tree.
web.find = (root, accept) => {
  const found = [];
  const walk = (node) => {
    for (const child of node.childNodes || []) {
      if (child.tagName && accept(child)) found.push(child);
      walk(child);
    }
  };
  walk(root);
  return found;
};
// What happens when a node comes into a tree; elements have more to say (canvases.js, scripts in elements.js).
web.onInserted = [];
web.inserted = (node) => {
  if (!node.isConnected) return;
  for (const one of [node, ...web.find(node, () => true)]) for (const tell of web.onInserted) tell(one);
};
web.define({ Node, CharacterData, Text, CDATASection, Comment, DocumentFragment });
