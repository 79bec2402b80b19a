export const beside = [import.meta.url, new URL('../data/one.json', import.meta.url).href];
