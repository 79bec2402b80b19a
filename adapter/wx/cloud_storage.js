// The player's values in the platform's cloud: what both domains may do with them. What reads others' values is in
// adapter/open_data/domain.js.

core.asynchronous('setUserCloudStorage', (options) => {
  const { KVDataList } = options;
  if (!Array.isArray(KVDataList)) {
    throw { reason: `parameter error: parameter.KVDataList should be Array instead of ${core.typeName(KVDataList)}` };
  }
  const pairs = KVDataList.map((pair) => {
    const { key, value } = pair || {};
    for (const [name, text] of Object.entries({ key, value })) {
      if (typeof text !== 'string') throw { reason: `parameter error: KVData.${name} should be String instead of ${core.typeName(text)}` };
    }
    return { key, value };
  });
  host.call('cloud.set', { pairs });
});
core.asynchronous('removeUserCloudStorage', (options) => {
  const { keyList } = options;
  if (!Array.isArray(keyList)) {
    throw { reason: `parameter error: parameter.keyList should be Array instead of ${core.typeName(keyList)}` };
  }
  host.call('cloud.remove', { keys: keyList.map(String) });
});
// The platform encrypts the list for the game's server. A game that is played here may have none, so the list comes as it is too.
core.asynchronous('getUserInteractiveStorage', (options) => {
  const { keyList } = options;
  if (!Array.isArray(keyList)) {
    throw { reason: `parameter error: parameter.keyList should be Array instead of ${core.typeName(keyList)}` };
  }
  const KVDataList = host.call('cloud.interactions', { keys: keyList.map(String) });
  if (!core.ask) return { KVDataList }; // the open data domain has no services
  const reply = host.call('service', { name: 'getUserInteractiveStorage', options: { KVDataList } });
  return reply.kind === 'done' ? { KVDataList, ...reply.result } : { KVDataList };
});
