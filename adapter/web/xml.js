// DOMParser and XMLSerializer: well-formed XML to a document of nodes. Games keep bitmap fonts, tile maps and atlases in it.

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const decode = (text) => web.decodeReferences(text, ENTITIES);
const ATTRIBUTE = /\s*([^\s=/>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
const NAME = /[^\s/>]+/y;

class XMLDocument extends Document {}

class Reader {
  #text;
  #at = 0;
  #top;
  constructor(text, top) {
    this.#text = text;
    this.#top = top;
  }
  fail(reason) {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    throw new SyntaxError(`line ${line}: ${reason}`);
  }
  // What stands up to `end`, which is passed.
  #until(end, what) {
    const at = this.#text.indexOf(end, this.#at);
    if (at < 0) this.fail(`${what} does not end`);
    const text = this.#text.slice(this.#at, at);
    this.#at = at + end.length;
    return text;
  }
  #starts(text) {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
  read() {
    let parent = this.#top;
    while (this.#at < this.#text.length) {
      if (this.#starts('<!--')) parent.appendChild(new Comment(this.#until('-->', 'a comment')));
      else if (this.#starts('<![CDATA[')) parent.appendChild(new CDATASection(this.#until(']]>', 'a CDATA section')));
      else if (this.#starts('<?')) this.#until('?>', 'an instruction');
      else if (this.#starts('<!')) this.#doctype();
      else if (this.#starts('</')) {
        const name = this.#until('>', 'an end tag').trim();
        if (parent === this.#top || parent.tagName !== name) this.fail(`</${name}> ends nothing that is open`);
        parent = parent.parentNode;
      } else if (this.#starts('<')) {
        const [element, open] = this.#element();
        parent.appendChild(element);
        if (open) parent = element;
      } else {
        const end = this.#text.indexOf('<', this.#at);
        const text = this.#text.slice(this.#at, end < 0 ? undefined : end);
        this.#at += text.length;
        if (parent !== this.#top) parent.appendChild(new Text(decode(text)));
        else if (text.trim()) this.fail('there is text outside of the root element');
      }
    }
    if (parent !== this.#top) this.fail(`<${parent.tagName}> is not ended`);
    if (!this.#top.documentElement) this.fail('there is no root element');
  }
  #doctype() {
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at];
      if (letter === '[') depth++;
      else if (letter === ']') depth--;
      else if (letter === '>' && depth === 0) return void this.#at++;
    }
    this.fail('the document type does not end');
  }
  #element() {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text);
    if (!name) this.fail('a tag has no name');
    this.#at = NAME.lastIndex;
    const element = new Element(name[0], true);
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const attribute = ATTRIBUTE.exec(this.#text);
      if (!attribute) break;
      this.#at = ATTRIBUTE.lastIndex;
      element.setAttribute(attribute[1], decode(attribute[2] ?? attribute[3]));
    }
    const rest = this.#until('>', `<${name[0]}>`).trim();
    if (rest !== '' && rest !== '/') this.fail(`<${name[0]}> has '${rest}' where an attribute or its end should be`);
    return [element, rest === ''];
  }
}

class DOMParser {
  parseFromString(text, type) {
    const made = new XMLDocument();
    if (String(type) === 'text/html') throw new DOMException('HTML is not parsed here, only XML', 'NotSupportedError');
    try {
      new Reader(String(text).replace(/^\ufeff/, ''), made).read();
    } catch (e) {
      if (!(e instanceof SyntaxError)) throw e;
      // As browsers do: a document that says what is wrong.
      made.replaceChildren();
      made.appendChild(new Element('parsererror', true)).textContent = e.message;
    }
    return made;
  }
}

const escape = (text, quotes) => text.replace(/[<>&"]/g, (c) => (c === '<' ? '&lt;' : c === '>' ? '&gt;' : c === '&' ? '&amp;' : quotes ? '&quot;' : c));
const serialize = (node) => {
  switch (node.nodeType) {
    case 3: return escape(node.data);
    case 4: return `<![CDATA[${node.data}]]>`;
    case 8: return `<!--${node.data}-->`;
    case 9: case 11: return node.childNodes.map(serialize).join('');
    default: {
      const name = node instanceof HTMLElement ? node.localName : node.tagName;
      const attributes = node.attributes.map((a) => ` ${a.name}="${escape(a.value, true)}"`).join('');
      const inside = node.childNodes.map(serialize).join('');
      return inside ? `<${name}${attributes}>${inside}</${name}>` : `<${name}${attributes}/>`;
    }
  }
};
class XMLSerializer {
  serializeToString(node) {
    return serialize(node);
  }
}
web.define({ DOMParser, XMLSerializer, XMLDocument });
