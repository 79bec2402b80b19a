worker.onMessage(({ round, bytes, file }) => {
  if (file) {
    worker.postMessage({ file, text: file.byteLength > 4096 }, [file]);
    return;
  }
  bytes[0] += 1;
  bytes[bytes.length - 1] = round;
  worker.postMessage({ round, buffer: bytes.buffer }, [bytes.buffer]);
});
