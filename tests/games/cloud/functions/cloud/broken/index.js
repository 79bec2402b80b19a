exports.main = async () => {
  console.warn('this will not go well');
  const nothing = undefined;
  return nothing.at.all;
};
