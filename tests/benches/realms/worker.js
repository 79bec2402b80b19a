worker.onMessage((message) => {
  if (message.spin) for (;;);
  if (message.move) worker.postMessage(message, [message.buffer]);
  else worker.postMessage(message);
});
worker.postMessage({ ready: true });
