wx.cloud.init({ env: wx.cloud.DYNAMIC_CURRENT_ENV });
const show = ({ result, errMsg }) => console.log(errMsg, JSON.stringify(result));
const refused = ({ errCode, errMsg }) => console.log(errCode, errMsg.replace(/requestID [0-9a-f]{32}/, 'requestID ..'));
const call = (name, data) => wx.cloud.callFunction({ name, data }).then(show, refused);
const run = async () => {
  await call('fixed');
  await call('filed');
  await call('lost');
  await call('greet', { name: 'Ada', at: new Date(0), nothing: null, id: wx.cloud.CloudID('unknown') });
  await new Promise((resolve) => wx.cloud.callFunction({ name: 'scores', data: { add: 5 }, success: show, fail: refused, complete: resolve }));
  // Of others: the game sees none of them.
  console.log((await wx.cloud.database().collection('scores').count()).total);
  const start = performance.now();
  await call('slow', { ms: 500 });
  console.log(Math.round((performance.now() - start) / 100));
  await call('slow', { ms: 60000 });
  await call('broken');
  await call('nobody');
  await call('../greet');
  await wx.cloud.callFunction({ data: {} }).catch(refused);
};
run().then(() => console.log('done'), (error) => console.error(error));
