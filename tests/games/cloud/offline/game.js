wx.cloud.init();
const refused = ({ errCode, errMsg }) => console.log(errCode, errMsg);
const once = async () => {
  const items = wx.cloud.database().collection('items');
  await items.count().then(({ total }) => console.log(total), refused);
  await wx.cloud.callFunction({ name: 'fixed' }).then(({ result }) => console.log(JSON.stringify(result)), refused);
  await wx.cloud.getTempFileURL({ fileList: [] }).then(({ fileList }) => console.log(fileList.length), refused);
  items.watch({ onChange: ({ type }) => console.log(type), onError: refused });
};
once();
wx.cloud.callContainer({ path: '/' }).catch(({ errMsg }) => console.log(errMsg));
wx.cloud.connectContainer({ fail: ({ errMsg }) => console.log(errMsg) });
wx.onNetworkStatusChange(({ isConnected }) => {
  console.log('connected', isConnected);
  once();
});
