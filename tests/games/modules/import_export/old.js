module.exports = { word: 'plain CommonJS' };
