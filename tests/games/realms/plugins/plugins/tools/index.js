const { two } = require('./lib/deep'); exports.twice = (n) => two * n; try { require('../../game'); } catch (e) { console.log('plugin:', e.message.split('\n')[0]); }
