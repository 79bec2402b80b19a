// The best score, kept by the platform.

const KEY = 'hop.best';

exports.readBest = () => Number(wx.getStorageSync(KEY)) || 0;

exports.writeBest = (score) => wx.setStorageSync(KEY, score);
