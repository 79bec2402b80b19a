// Relative, root-relative and bare paths, folders, JSON, and one instance of each module.
const a = require('./lib/a');
console.log(a.name, require('lib/a.js') === a, require('/lib/a') === a);
console.log(require('./lib').from);
console.log(JSON.stringify(require('./data.json')));
const computed = ['a', 'b'].map((name) => require('./lib/' + name).name);
console.log(computed.join(' '));
try {
  require('./nowhere');
} catch (error) {
  console.log(/nowhere/.test(error.message), error instanceof Error);
}
console.log(typeof module, typeof exports, module.exports === exports);
