// RecorderManager. There is no microphone here: the simulator records a tone, and says so. An embedder may answer
// `RecorderManager.start` itself.

const EVENTS = ['Start', 'Pause', 'Resume', 'Stop', 'FrameRecorded', 'Error', 'InterruptionBegin', 'InterruptionEnd'];
let said = false;
const fail = (name, failure) => core.defer(() => {
  const { errMsg, errCode } = core.error(name, failure);
  tell('Error', errCode === undefined ? { errMsg } : { errMsg, errCode });
});
// Runs an operation; its success is an event, its failure another. What was recorded comes behind the event that it began with.
let untold = 0; // events that are deferred
const run = (name, operation, event, options) => {
  try {
    host.call(operation, options);
  } catch (e) {
    fail('operateRecorder', e);
    return;
  }
  untold += 1;
  core.defer(() => {
    untold -= 1;
    tell(event);
  });
};

class RecorderManager {
  start(options) {
    const own = typeof options === 'object' && options !== null ? options : {};
    core.ask('RecorderManager.start', { format: core.text(own.format) }, (failure) => {
      if (failure) {
        fail('operateRecorder', failure);
        return;
      }
      if (!said) {
        said = true;
        host.warn('RecorderManager: there is no microphone; a tone of 440 Hz is recorded, as WAV unless PCM is asked for');
      }
      const { sampleRate, numberOfChannels, encodeBitRate, duration, format, frameSize } = own;
      run('start', 'recorder.start', 'Start', { sampleRate, numberOfChannels, encodeBitRate, duration, format, frameSize });
    });
  }
  pause() {
    run('pause', 'recorder.pause', 'Pause');
  }
  resume() {
    run('resume', 'recorder.resume', 'Resume');
  }
  stop() {
    try {
      host.call('recorder.stop');
    } catch (e) {
      fail('operateRecorder', e);
    }
  }
}
core.objectPrototype('RecorderManager', RecorderManager.prototype, { by: 'RecorderManager.start', own: EVENTS.map((name) => `on${name}`) });
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
core.servedBy('getRecorderManager', 'RecorderManager.start');
core.synchronous('getRecorderManager', () => manager);
