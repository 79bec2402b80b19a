exports.from = 'index of lib';
