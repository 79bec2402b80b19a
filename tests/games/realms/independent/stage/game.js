console.log('the stage runs with', require('../lib/shared'), require('../alone/lib/own'));
