module.exports = 'shared by the main package';
