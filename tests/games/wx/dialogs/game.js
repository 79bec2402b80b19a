// Dialogs that test.toml answers at once.
const log = (...args) => console.log(...args);
wx.showToast({ title: 'saved', success: ({ errMsg }) => log(errMsg) });
wx.hideToast({ success: ({ errMsg }) => log(errMsg) });
wx.showToast({ fail: ({ errMsg }) => log(errMsg) });
wx.showLoading({ title: 'loading' }).then(({ errMsg }) => log(errMsg));
wx.hideLoading({ success: ({ errMsg }) => log(errMsg) });
const modal = () => wx.showModal({ title: 'Sure?', content: 'really', success: ({ confirm, cancel, content }) => log(confirm, cancel, content) });
modal();
modal();
modal();
wx.showModal({ title: 'Name', editable: true, success: ({ confirm, content }) => log(confirm, content) });
wx.showActionSheet({ itemList: ['a', 'b', 'c'], success: ({ tapIndex }) => log('item', tapIndex) });
wx.showActionSheet({ itemList: ['a'], fail: ({ errMsg }) => log(errMsg) });
wx.showActionSheet({ itemList: [], fail: ({ errMsg }) => log(errMsg) });
wx.showActionSheet({ itemList: 'abc', fail: ({ errMsg }) => log(errMsg) });
