// AudioContext and the classes of its nodes, for engines that look for a browser's.

const { AudioContext, ...classes } = web.webAudio;
web.define({ AudioContext, webkitAudioContext: AudioContext, ...classes });
