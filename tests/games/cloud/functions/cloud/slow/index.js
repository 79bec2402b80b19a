exports.main = ({ ms }) => new Promise((resolve) => setTimeout(() => resolve(ms), ms));
