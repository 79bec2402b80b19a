const left = require('./left');
exports.name = 'right';
exports.saw = left.name;
exports.late = () => left.name;
