console.log('the subpackage runs beside', require('../game').from);
