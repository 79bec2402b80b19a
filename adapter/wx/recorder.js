// RecorderManager: what the microphone hears that the player or the embedder hands in. The console says once what that is.

const EVENTS = ['Start', 'Pause', 'Resume', 'Stop', 'FrameRecorded', 'Error', 'InterruptionBegin', 'InterruptionEnd'];
let said = false;
const fail = (name, failure) => core.defer(() => {
  const { errMsg, errCode } = core.error(name, failure);
  tell('Error', errCode === undefined ? { errMsg } : { errMsg, errCode });
});
// Runs an operation; its success is an event, its failure another. What was recorded comes behind the event that it began with.
let untold = 0; // events that are deferred
const run = (operation, event, options) => {
  try {
    host.call(operation, options);
  } catch (e) {
    fail('operateRecorder', e);
    return false;
  }
  untold += 1;
  core.defer(() => {
    untold -= 1;
    tell(event);
  });
  return true;
};

class RecorderManager {
  start(options) {
    const own = typeof options === 'object' && options !== null ? options : {};
    core.ask('RecorderManager.start', { format: core.text(own.format) }, (failure) => {
      if (failure) {
        fail('operateRecorder', failure);
        return;
      }
      const { sampleRate, numberOfChannels, encodeBitRate, duration, format, frameSize } = own;
      if (!run('recorder.start', 'Start', { sampleRate, numberOfChannels, encodeBitRate, duration, format, frameSize })) return;
      if (said) return;
      said = true;
      host.warn(`RecorderManager: ${host.call('recorder.description')}, as WAV unless PCM is asked for`);
    });
  }
  pause() {
    run('recorder.pause', 'Pause');
  }
  resume() {
    run('recorder.resume', 'Resume');
  }
  stop() {
    try {
      host.call('recorder.stop');
    } catch (e) {
      fail('operateRecorder', e);
    }
  }
}
core.objectPrototype('RecorderManager', RecorderManager.prototype, { own: EVENTS.map((name) => `on${name}`) });
const manager = new RecorderManager();
const lists = core.objectEvents(manager, EVENTS);
const tell = (name, detail) => core.callAll(lists[name], manager, detail);
const hear = (name, detail) => {
  if (name === 'piece') tell('FrameRecorded', detail);
  else if (name === 'stopped') tell('Stop', detail);
  else fail('operateRecorder', detail);
};
core.onHostEvent('recorder', (name, detail) => {
  if (untold > 0) core.defer(() => hear(name, detail));
  else hear(name, detail);
});
core.synchronous('getRecorderManager', () => manager);
