module.exports = { name: 'b', a: require('./a').name };
