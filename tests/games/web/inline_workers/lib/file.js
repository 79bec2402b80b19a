importScripts('twice.js');
self.postMessage([twice(4), location.pathname, self.name]);
