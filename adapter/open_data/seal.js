// The wx that the open data domain sees: exactly the names of names.json.

const sealed = {};
for (const name of [...host.openDataNames.both, ...host.openDataNames.domain]) {
  if (typeof wx[name] !== 'function') throw new Error(`adapter/open_data/names.json names ${name}, which nobody serves`);
  sealed[name] = wx[name];
}
Object.defineProperty(global, 'wx', { value: sealed, writable: true, configurable: true, enumerable: true });
