const attempt = (name) => {
  try {
    console.log(name, requirePlugin(name));
  } catch (e) {
    console.log(e.message);
  }
};
console.log(requirePlugin('tools').twice(21), requirePlugin('tools') === requirePlugin('plugin://tools'));
console.log(requirePlugin('tools/lib/deep').name);
attempt('gone');
attempt('other');
attempt('Layout');
attempt('tools/none');
