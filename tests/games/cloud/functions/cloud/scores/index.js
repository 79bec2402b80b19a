import cloud from 'wx-server-sdk';

cloud.init();
const db = cloud.database();
const _ = db.command;
export const main = async ({ add }) => {
  const scores = db.collection('scores');
  const { stats } = await scores.where({ score: _.gt(200) }).update({ data: { score: _.inc(add) } });
  const { data } = await scores.orderBy('score', 'desc').limit(2).get();
  const all = (await scores.get()).data.length;
  await db.createCollection('made');
  const { _id } = await db.collection('made').add({ data: { at: db.serverDate() } });
  const again = await db.createCollection('made').catch((error) => error.errCode);
  const inner = await cloud.callFunction({ name: 'greet', data: { name: 'scores' } });
  return { stats, data, all, id: _id.length, again, inner: inner.result.left };
};
