worker.onMessage(() => {});
