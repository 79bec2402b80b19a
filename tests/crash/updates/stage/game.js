require('../version');
