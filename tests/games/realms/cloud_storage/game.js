const say = (r) => console.log('main:', r.errMsg);
wx.setUserCloudStorage({ KVDataList: [{ key: 'rank', value: JSON.stringify({ wxgame: { score: 100, update_time: 7 } }) }], complete: say });
wx.setUserCloudStorage({ KVDataList: [{ key: 'x', value: 'y'.repeat(1024) }], complete: say });
wx.setUserCloudStorage({ KVDataList: Array.from({ length: 129 }, (_, i) => ({ key: `k${i}`, value: '' })), complete: say });
wx.setUserCloudStorage({ KVDataList: [{ key: 'n', value: 5 }], complete: say });
wx.setUserCloudStorage({ KVDataList: { key: 'n' }, complete: say });
wx.removeUserCloudStorage({ keyList: ['nothing'], complete: say });
wx.getUserInteractiveStorage({ keyList: ['1'], complete: (r) => console.log('main:', r.errMsg, JSON.stringify(r.KVDataList)) });
wx.getOpenDataContext().postMessage({ type: 'go' });
