// Started from the main package an independent subpackage is one like any other, and it sees the main package.
exports.from = 'the main package';
console.log('the main package runs');
const load = (name) => wx.loadSubpackage({ name, success: (r) => console.log(name, r.errMsg), fail: (e) => console.log(name, e.errMsg) });
load('alone');
load('__GAME__');
