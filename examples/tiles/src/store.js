// The round under way and the best score, kept by the platform: a round goes on where it was left.

const ROUND = 'tiles.round';
const BEST = 'tiles.best';

exports.readBest = () => Number(wx.getStorageSync(BEST)) || 0;

exports.writeBest = (score) => wx.setStorageSync(BEST, score);

// { tiles, score, won } or null; what is not of that form counts as nothing.
exports.readRound = () => {
  const round = wx.getStorageSync(ROUND);
  const sound = round && Array.isArray(round.tiles) && round.tiles.length > 0 && typeof round.score === 'number';
  return sound ? round : null;
};

exports.writeRound = (round) => wx.setStorageSync(ROUND, round);
