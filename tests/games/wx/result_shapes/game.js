// Results have the fields that the document names, of their types.
const shape = (value) => {
  if (Array.isArray(value)) return value.length ? [shape(value[0])] : [];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'errMsg').map(([name, item]) => [name, shape(item)]));
};
const log = (name) => (result) => console.log(name, result.errMsg, JSON.stringify(shape(result)));
const ask = (name, options) => wx[name]({ ...options, success: log(name), fail: log(name) });
wx.getGameExptInfo({ keyList: ['color'], success: ({ list }) => console.log(JSON.stringify(list)) });
console.log(JSON.stringify(wx.getDirectAdStatusSync()));
ask('getShowSplashAdStatus');
console.log(JSON.stringify(shape(wx.getOfficialComponentsInfo())));
ask('getUserInfo');
ask('getWeRunData');
ask('getGameClubData', { dataTypeList: [{ type: 1 }] });
ask('getShareInfo', { shareTicket: 't' });
ask('getUserInteractiveStorage', { keyList: ['1'] });
wx.checkIsSupportMidasPayment({ success: ({ data }) => console.log(JSON.stringify(data)) });
ask('requestMidasFriendPayment', { mode: 'game' });
ask('requestMidasPaymentGameItem', { signData: '{}' });
ask('requestMidasPayment', { mode: 'game' });
ask('getNetworkType');
wx.reportScene({ sceneId: 7, dimension: { a: 1 }, success: (result) => console.log(JSON.stringify(result)) });
wx.showModal({ title: 't', content: 'c', success: (result) => console.log(JSON.stringify(result)) });
console.log(wx.getTextLineHeight({ fontSize: '20', fontWeight: 700, fontFamily: 'sans-serif', text: 'Hg', success: log('getTextLineHeight') }) > 20);
try {
  wx.getTextLineHeight({ fontSize: 'large', fontFamily: 'sans-serif', text: 'a', fail: log('getTextLineHeight') });
} catch (error) {
  console.log(error.errMsg);
}
