module.exports = { two: 2, name: 'deep' };
