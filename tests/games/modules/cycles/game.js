const left = require('./left');
const right = require('./right');
console.log(left.name, right.name);
console.log('right saw left as', right.saw, 'and calls it later as', right.late());
