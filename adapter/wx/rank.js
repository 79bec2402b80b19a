// RankManager: the player's scores. Challenges between players need the platform's own pages, which are not here.

const update = (name) => (options) => core.answer(name, options, () => {
  core.check({ scoreKey: 'String', 'subScoreKey?': 'Number', score: 'Number' }, options || {});
  const { scoreKey, subScoreKey, score } = options;
  host.call('rank.update', { scoreKey, subScoreKey, score });
});

class RankManager {
  getScore(options) {
    return core.answer('getScore', options, () => {
      core.check({ scoreKeys: 'Array', 'subScoreKeys?': 'Array', periodType: 'Number' }, options || {});
      const { scoreKeys, subScoreKeys, periodType } = options;
      const scores = {};
      scoreKeys.forEach((scoreKey, i) => {
        const subScoreKey = Array.isArray(subScoreKeys) ? subScoreKeys[i] : undefined;
        const found = host.call('rank.getScore', { scoreKey: String(scoreKey), subScoreKey, periodType });
        if (found) scores[scoreKey] = found;
      });
      return { scores };
    });
  }
}
const prototype = RankManager.prototype;
for (const name of ['update', 'middleUpdate']) Object.defineProperty(prototype, name, { configurable: true, writable: true, value: update(name) });
core.objectPrototype('RankManager', prototype, { own: ['onChallengeStart', 'offChallengeStart'] });
for (const name of ['createChallenge', 'abort']) {
  core.servedBy(`RankManager.${name}`, `RankManager.${name}`);
  const fields = name === 'createChallenge' ? { scoreKey: 'String' } : {};
  const value = (options) => core.askFor(name, `RankManager.${name}`, options, fields);
  Object.defineProperty(prototype, name, { configurable: true, writable: true, value });
}
const manager = new RankManager();
// Nobody starts a challenge here, so the listeners are kept and never called.
core.objectEvents(manager, ['ChallengeStart']);
core.synchronous('getRankManager', () => manager);
