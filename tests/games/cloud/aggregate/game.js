wx.cloud.init();
const db = wx.cloud.database();
const _ = db.command;
const $ = _.aggregate;
const sales = db.collection('sales');
const show = ({ list, errMsg }) => console.log(errMsg, JSON.stringify(list));
const run = async () => {
  show(await sales.aggregate()
    .match({ price: _.gte(5) })
    .group({ _id: '$item', total: $.sum($.multiply(['$price', '$count'])), mean: $.avg('$price'), ids: $.push('$_id') })
    .sort({ total: -1 })
    .end());
  show(await sales.aggregate().group({ _id: $.month('$at'), n: $.sum(1) }).sort({ _id: 1 }).end());
  show(await sales.aggregate()
    .lookup({ from: 'shops', localField: 'shop', foreignField: '_id', as: 'where' })
    .unwind('$where')
    .project({ _id: 0, city: '$where.city', dear: $.cond({ if: $.gt(['$price', 9]), then: 'dear', else: 'cheap' }) })
    .limit(2)
    .end());
  show(await sales.aggregate().count('n').end());
  show(await sales.aggregate().sample({ size: 1 }).project({ item: 1, _id: 0 }).end());
  await sales.aggregate().bucket({ groupBy: '$price', boundaries: [0, 10] }).end().catch(({ errMsg }) => console.log(errMsg));
  await sales.aggregate().project({ a: $.setUnion(['$a', '$b']) }).end().catch(({ errMsg }) => console.log(errMsg));
};
run().then(() => console.log('done'), (error) => console.error(error));
