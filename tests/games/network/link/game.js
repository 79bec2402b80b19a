wx.getNetworkType({ success: ({ errMsg, networkType, weakNet }) => console.log(errMsg, networkType, weakNet) });
wx.getLocalIPAddress({ fail: ({ errMsg }) => console.log(errMsg) });
const never = () => console.log('never');
wx.onNetworkStatusChange(never);
wx.offNetworkStatusChange(never);
wx.onNetworkStatusChange((change) => console.log('status', JSON.stringify(change)));
wx.onNetworkWeakChange((change) => console.log('weak', JSON.stringify(change)));
