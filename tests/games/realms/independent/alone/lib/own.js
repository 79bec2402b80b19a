module.exports = 'its own';
