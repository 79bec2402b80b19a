const base = 'https://game.example';
const EVENTS = ['readystatechange', 'loadstart', 'progress', 'load', 'error', 'abort', 'timeout', 'loadend'];
const start = (what, { method = 'GET', url, body, prepare = () => {}, done = () => {} }) => {
  const xhr = new XMLHttpRequest();
  const seen = [];
  for (const type of EVENTS) {
    xhr[`on${type}`] = (event) => seen.push(type === 'readystatechange' ? xhr.readyState : event.loaded ? `${type}(${event.loaded})` : type);
  }
  xhr.addEventListener('loadend', () => {
    console.log(what, seen.join(' '), xhr.status, xhr.statusText);
    done(xhr);
  });
  xhr.open(method, url);
  prepare(xhr);
  xhr.send(body);
  return xhr;
};
const type = (name) => (xhr) => {
  xhr.responseType = name;
};

start('text file', { url: 'data/level.json', done: (xhr) => console.log(xhr.responseText.trim(), xhr.getResponseHeader('content-type')) });
start('json file', { url: './data/level.json?v=1', prepare: type('json'), done: (xhr) => console.log(xhr.response.level) });
start('bytes', { url: 'https://localhost/data/level.json', prepare: type('arraybuffer'), done: (xhr) => console.log(xhr.response instanceof ArrayBuffer) });
start('charset', { url: 'data/latin.txt', prepare: (xhr) => xhr.overrideMimeType('text/plain; charset=latin1'), done: (xhr) => console.log(xhr.responseText) });
start('no file', { url: 'data/none.json' });
start('data url', { url: 'data:text/plain;base64,aGVsbG8=', done: (xhr) => console.log(xhr.responseText) });
start('json', {
  url: `${base}/json`,
  prepare: type('json'),
  done: (xhr) => console.log(JSON.stringify(xhr.response), xhr.response === xhr.response, xhr.responseURL),
});
start('post', {
  method: 'post',
  url: `${base}/echo`,
  body: 'a body',
  prepare(xhr) {
    xhr.setRequestHeader('X-Two', 'a');
    xhr.setRequestHeader('x-two', 'b');
  },
  done(xhr) {
    console.log(/x-two: .*/.exec(xhr.responseText)[0], /content-type: .*/.exec(xhr.responseText)[0], xhr.responseText.endsWith('\n\na body'));
    console.log(JSON.stringify(xhr.getAllResponseHeaders()), xhr.getResponseHeader('X-ONE'), xhr.getResponseHeader('set-cookie'));
  },
});
start('missing', { url: `${base}/missing` });
start('failed', { url: 'https://nowhere.example/' });
start('invalid', { url: 'https://' });
start('timeout', {
  url: `${base}/late`,
  prepare(xhr) {
    xhr.timeout = 50;
  },
});
const aborted = start('abort', { url: `${base}/late` });
setTimeout(() => {
  aborted.abort();
  console.log(aborted.readyState);
}, 20);

const now = new XMLHttpRequest();
now.open('GET', 'data/level.json', false);
now.send();
console.log('sync', now.status, JSON.parse(now.responseText).level);
const wrong = (what, work) => {
  try {
    work();
    console.log(what, 'worked?');
  } catch (e) {
    console.log(what, e.name);
  }
};
const fresh = new XMLHttpRequest();
wrong('send', () => fresh.send());
wrong('header', () => fresh.setRequestHeader('a', 'b'));
wrong('method', () => fresh.open('TRACE', '/'));
wrong('sync network', () => {
  fresh.open('GET', `${base}/json`, false);
  fresh.send();
});
wrong('type', () => {
  fresh.responseType = 'json';
});
const other = new XMLHttpRequest();
other.responseType = 'nonsense';
console.log(JSON.stringify(other.responseType), XMLHttpRequest.DONE, other.OPENED, other.upload instanceof EventTarget);
