// The sound of a decoder's file, apart from its pictures.
wx.createCanvas();
const run = async () => {
  const decoder = wx.createVideoDecoder();
  await decoder.start({ source: 'bars.mp4' });
  const player = wx.createMediaAudioPlayer();
  console.log(player.volume, (await player.addAudioSource(decoder)).errMsg);
  player.volume = 0.5;
  console.log((await player.start()).errMsg);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log((await player.stop()).errMsg);
  const silent = wx.createVideoDecoder();
  await silent.start({ source: 'pieces.mp4' });
  await player.addAudioSource(silent).catch((error) => console.log(error.errMsg));
  console.log((await player.removeAudioSource(decoder)).errMsg);
  player.destroy();
  await player.start().catch((error) => console.log(error.errMsg));
};
run().catch((error) => console.log('uncaught', error.errMsg || error));
