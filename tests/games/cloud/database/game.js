const show = (name, value) => console.log(name, JSON.stringify(value));
const fails = (promise) => promise.then((result) => show('unexpected', result), ({ errCode, errMsg }) => console.log(errCode, errMsg));
const early = wx.cloud.database().collection('items').get();
wx.cloud.init({ env: 'test' });

const run = async () => {
  await fails(early);
  const db = wx.cloud.database();
  const _ = db.command;
  const items = db.collection('items');

  // Documents, by promise and by callbacks.
  const { _id, errMsg } = await items.add({ data: { name: 'sword', n: 3, tags: ['a'], when: new Date(5), style: { color: 'red', size: 1 }, gone: null, left: undefined } });
  console.log(_id.length, errMsg);
  const { data } = await items.doc(_id).get();
  console.log(Object.keys(data).join(), data._openid, data.when instanceof Date, data.when.getTime(), data.gone);
  await new Promise((resolve) => items.doc('shield').set({ data: { name: 'shield', n: 7, tags: [] }, success: (r) => show('set', r), complete: resolve }));
  show('update', await items.doc(_id).update({ data: { n: _.inc(2), tags: _.push(['b', 'c']), 'style.color': 'blue', made: db.serverDate({ offset: 1000 }) } }));
  const changed = (await items.doc(_id).field({ n: true, tags: true, style: true, made: true, _id: false }).get()).data;
  show('changed', changed);
  console.log(changed.made.getTime() - Date.now());
  await items.doc(_id).update({ data: { style: _.set({ new: 1 }), gone: _.remove(), n: _.mul(10), name: _.rename('title') } });
  show('changed', (await items.doc(_id).field({ _id: false, _openid: false, when: false, made: false }).get()).data);

  // Queries.
  for (let n = 0; n < 25; n += 1) await items.add({ data: { kind: 'row', n, even: n % 2 === 0 } });
  const rows = items.where({ kind: 'row' });
  const ns = async (query) => (await query.get()).data.map((row) => row.n).join();
  console.log(await ns(rows), (await rows.count()).total);
  console.log(await ns(rows.orderBy('n', 'desc').skip(2).limit(3)));
  console.log(await ns(items.where({ kind: 'row', n: _.gt(3).and(_.lt(8)) })));
  console.log(await ns(items.where(_.or([{ kind: 'row', n: _.in([1, 2]) }, { n: _.gte(24), even: true }]))));
  console.log(await ns(items.where({ kind: db.RegExp({ regexp: '^RO', options: 'i' }), n: _.mod(10, 4) })));
  console.log(await ns(items.where({ kind: /^ro/, n: _.nin([1, 2, 3]) }).limit(2)));
  const $ = _.aggregate;
  console.log(await ns(items.where(_.expr($.and([$.eq(['$kind', 'row']), $.gt([$.mod(['$n', 7]), 5])])))));
  show('many', await rows.where({ kind: 'row', even: true }).update({ data: { even: _.set('yes') } }));
  show('gone', await items.where({ even: 'yes' }).remove());
  console.log((await items.where({ kind: 'row' }).count()).total);

  // Places.
  const places = db.collection('places');
  for (const [name, longitude, latitude] of [['far', 114, 23], ['near', 113.001, 23], ['here', 113, 23]]) {
    await places.add({ data: { name, at: db.Geo.Point(longitude, latitude) } });
  }
  const near = await places.where({ at: _.geoNear({ geometry: db.Geo.Point(113, 23), maxDistance: 1000 }) }).get();
  show('near', near.data.map(({ name, at }) => [name, at.longitude, at.latitude, at.toJSON().type]));

  // Others' documents: seeds of the services file, readable by all.
  const scores = db.collection('scores');
  show('best', (await scores.orderBy('score', 'desc').limit(2).get()).data);
  show('not mine', await scores.doc('bob').update({ data: { score: 0 } }));
  await fails(scores.doc('bob').set({ data: { score: 0 } }));

  // Errors.
  await fails(db.collection('nothing').get());
  await fails(items.doc('nobody').get());
  await fails(items.add({ data: 'text' }));
  await fails(items.doc('shield').update({ data: { name: _.inc(1) } }));
  await fails(items.where({ n: _.inc(1) }).get());
  await fails(items.where({ n: _.geoIntersects({ geometry: db.Geo.Point(1, 2) }) }).get());
  const round = {};
  round.round = round;
  await fails(items.add({ data: round }));
  await fails(items.add({ data: { _id: 'shield' } }));

  // Another environment, and a cloud of its own.
  await fails(wx.cloud.database({ env: 'other' }).collection('items').doc('shield').get());
  const other = new wx.cloud.Cloud({ resourceEnv: 'other' });
  await other.init();
  console.log((await other.database().collection('items').count()).total);
};
run().then(() => console.log('done'), (error) => console.error(error));
