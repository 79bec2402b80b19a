exports.name = 'half left';
const right = require('./right');
exports.name = 'left of ' + right.name;
