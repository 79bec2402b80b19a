console.log('the main package runs', require('./lib/shared'), GameGlobal.before);
GameGlobal.main = true;
module.exports = 'main';
