import twice, { count, add as plus } from './counter';
import * as all from './counter';
import old from './old';
import * as oldAll from './old';
export { count } from './counter';

console.log(twice(4), count, plus(2), count);
console.log(Object.keys(all).sort().join(' '), all.default === twice);
console.log(old.word, oldAll.word, oldAll.default.word);
console.log(this === undefined, typeof exports.__esModule);
