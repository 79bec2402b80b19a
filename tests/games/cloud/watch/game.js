wx.cloud.init();
const db = wx.cloud.database();
const _ = db.command;
const rooms = db.collection('rooms');
const change = ({ queueType, dataType, docId, updatedFields, removedFields }) =>
  JSON.stringify({ queueType, dataType, docId, updatedFields, removedFields });
const frames = (count) => new Promise((resolve) => {
  const step = () => (count-- > 0 ? requestAnimationFrame(step) : resolve());
  step();
});
const run = async () => {
  await rooms.add({ data: { _id: 'a', open: true, seats: { taken: 1, of: 4 } } });
  const watcher = rooms.where({ open: true }).watch({
    onChange: ({ type, docs, docChanges }) => console.log(type || 'change', docs.length, docChanges.map(change).join(' ')),
    onError: (error) => console.log('unexpected', error.errMsg),
  });
  await frames(2);
  await rooms.doc('a').update({ data: { seats: { taken: _.inc(1) }, host: 'ann' } });
  await frames(2);
  await rooms.add({ data: { _id: 'b', open: false } });
  await rooms.doc('b').update({ data: { open: true } });
  await frames(2);
  await rooms.doc('a').remove();
  await frames(2);
  await watcher.close();
  await rooms.doc('b').remove();
  await frames(2);
  console.log('closed');
  db.collection('nothing').watch({ onChange() {}, onError: (error) => console.log(error.errCode, error.errMsg) });
};
run().catch((error) => console.error(error));
