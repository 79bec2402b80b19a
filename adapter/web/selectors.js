// Selectors as far as scripts of games use them: types, #id, .class, [attribute], descendants, children, lists.

const PART = /^(\*|[a-z][\w-]*)|^#([\w-]+)|^\.([\w-]+)|^\[\s*([\w-]+)\s*(?:([~^$*|]?=)\s*(?:"([^"]*)"|'([^']*)'|([^\]\s]+))\s*)?\]/i;

const attributeFits = (value, operator, wanted) => {
  if (value === null) return false;
  switch (operator) {
    case undefined: return true;
    case '=': return value === wanted;
    case '^=': return value.startsWith(wanted);
    case '$=': return value.endsWith(wanted);
    case '*=': return value.includes(wanted);
    case '~=': return value.split(/\s+/).includes(wanted);
    default: return value === wanted || value.startsWith(`${wanted}-`);
  }
};

// A compound selector (`div.a#b[c]`) as a test of one element.
const compound = (text, whole) => {
  const tests = [];
  let rest = text;
  while (rest) {
    const part = PART.exec(rest);
    if (!part) throw new DOMException(`'${whole}' is not a selector that is understood here`, 'SyntaxError');
    rest = rest.slice(part[0].length);
    const [, type, id, name, attribute, operator, ...values] = part;
    if (type && type !== '*') tests.push((e) => e.tagName.toLowerCase() === type.toLowerCase());
    else if (id) tests.push((e) => e.id === id);
    else if (name) tests.push((e) => String(e.className).split(/\s+/).includes(name));
    else if (attribute) {
      const wanted = values.find((value) => value !== undefined);
      tests.push((e) => attributeFits(e.getAttribute(attribute), operator, wanted));
    }
  }
  return (element) => tests.every((test) => test(element));
};

const complex = (text, whole) => {
  const words = text.replace(/\s*>\s*/g, ' > ').trim().split(/\s+(?![^[]*\])/);
  const steps = [];
  let child = false;
  for (const word of words) {
    if (word === '>') child = true;
    else {
      steps.push({ test: compound(word, whole), child });
      child = false;
    }
  }
  if (!steps.length || child) throw new DOMException(`'${whole}' is not a selector`, 'SyntaxError');
  const fits = (element, at) => {
    if (!element || !element.tagName || !steps[at].test(element)) return false;
    if (at === 0) return true;
    if (steps[at].child) return fits(element.parentNode, at - 1);
    for (let up = element.parentNode; up; up = up.parentNode) if (fits(up, at - 1)) return true;
    return false;
  };
  return (element) => fits(element, steps.length - 1);
};

web.selector = (selector) => {
  const whole = String(selector);
  const tests = whole.split(/,(?![^[]*\])/).map((one) => complex(one, whole));
  return (element) => tests.some((test) => test(element));
};
