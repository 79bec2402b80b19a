// What is not there yet: every documented name exists, fails with the documented errMsg, is named once on the
// console and is counted by the API report. This is the only place where that happens.

const REASON = 'not supported by this runtime yet';
const said = new Set();
const say = (name) => {
  host.countAbsent(name);
  if (said.has(name)) return;
  said.add(name);
  host.warn(`${name} is not supported by this runtime yet`);
};

core.absentCall = say;

// What the embedder has to supply, and does not: said once too.
const HOST = 'needs a host that supplies it';
const sayHost = (name) => {
  host.countAbsent(name);
  if (said.has(name)) return;
  said.add(name);
  host.warn(`wx.${name} ${HOST}`);
};
core.hostCall = sayHost;

// Fails by callback or promise. A promise that nobody looks at is no further news, as the console has the name already: `full` is none of
// those that are documented to give one.
const failing = (name, full) => (options) => {
  say(full);
  return core.answer(name, options, () => {
    throw { reason: REASON };
  }, full);
};

// An object of a kind that is not there: its methods fail, its listeners are told once that it does.
const absentObject = (kind, members) => {
  const errors = [];
  const object = {};
  // The typings declare some functions of wx.cloud as properties.
  const isMethod = (name, what) => what === 'method' || (kind === 'WxCloud' && /^(init|database)$/.test(name));
  for (const [name, what] of Object.entries(members)) {
    if (!isMethod(name, what)) {
      object[name] = name === 'style' ? {} : undefined;
    } else if (name === 'onError') {
      object[name] = (listener) => {
        if (typeof listener !== 'function') return;
        errors.push(listener);
        core.defer(() => errors.includes(listener) && listener({ errMsg: `${kind}:fail ${REASON}`, errCode: -1 }));
      };
    } else if (/^o(n|ff)[A-Z]/.test(name)) {
      object[name] = () => {};
    } else {
      object[name] = failing(name, `${kind}.${name}`);
    }
  }
  return object;
};

const absent = { functions: [], members: [], objects: [...core.prototypes().keys()] };
for (const [family, names] of Object.entries(host.names.namespace)) {
  const kind = family.split('/').pop();
  const members = host.names.objects[kind];
  for (const name of Object.keys(names)) {
    if (core.has(name) || name === 'env') continue;
    // Cocos 1.9 takes a realm that has them for the open data domain.
    if (host.openDataNames.domain.includes(name)) continue;
    absent.functions.push(name);
    if (name === 'cloud') {
      wx.cloud = absentObject('WxCloud', host.names.objects.WxCloud);
    } else if (members && /^(create|get)/.test(name)) {
      wx[name] = () => {
        say(`wx.${name}`);
        return absentObject(kind, members);
      };
    } else if (/^on[A-Z]/.test(name)) {
      wx[name] = () => say(`wx.${name}`);
    } else if (/^off[A-Z]/.test(name)) {
      wx[name] = () => {};
    } else if (/Sync$/.test(name)) {
      wx[name] = () => {
        say(`wx.${name}`);
        throw core.error(name, { reason: REASON });
      };
    } else {
      wx[name] = failing(name, `wx.${name}`);
    }
  }
}
for (const [kind, { prototype, own }] of core.prototypes()) {
  for (const [name, what] of Object.entries(host.names.objects[kind] || {})) {
    if (name in prototype || own.includes(name) || what !== 'method') continue;
    absent.members.push(`${kind}.${name}`);
    const fail = failing(name, `${kind}.${name}`);
    const failAtOnce = () => {
      say(`${kind}.${name}`);
      throw core.error(name, { reason: REASON });
    };
    const value = /Sync$/.test(name) ? failAtOnce : fail;
    Object.defineProperty(prototype, name, { configurable: true, writable: true, value });
  }
}

// Who does the work of each documented name; asked by the report only.
core.report = () => {
  const kinds = { simulated: [], host: [] };
  const add = (name, kind) => kinds[kind] && kinds[kind].push(name);
  for (const names of Object.values(host.names.namespace)) {
    for (const name of Object.keys(names)) if (core.has(name)) add(name, core.kindOf(name));
  }
  for (const [object, { by }] of core.prototypes()) {
    for (const name of Object.keys(host.names.objects[object] || {})) {
      const call = core.callBehind(`${object}.${name}`) || by;
      add(`${object}.${name}`, call === undefined ? 'works' : core.kindOfCall(call));
    }
  }
  return { ...absent, ...kinds, there: Object.getOwnPropertyNames(wx) };
};
