// Video, its decoder and the player of decoders are the host's: without one they fail in the platform's words, and nothing throws.
const video = wx.createVideo({ src: 'a.mp4', width: 50, height: 50 });
video.onError((error) => console.log('onError', error.errMsg));
video.onerror = (error) => console.log('onerror', error.errMsg);
video.play().catch((error) => console.log(error.errMsg));
video.seek(1).catch((error) => console.log(error.errMsg));
console.log(video.src, video.width);
const decoder = wx.createVideoDecoder();
decoder.on('start', () => console.log('never'));
decoder.start({ source: 'a.mp4' }).catch((error) => console.log(error.errMsg));
console.log(decoder.getFrameData());
const player = wx.createMediaAudioPlayer();
player.addAudioSource(decoder).catch((error) => console.log(error.errMsg));
player.start().catch((error) => console.log(error.errMsg));
wx.getGroupEnterInfo({ success: ({ encryptedData, iv }) => console.log('group', encryptedData.length > 10, iv.length > 10) });
wx.getRankManager().createChallenge({ scoreKey: 'a', fail: (error) => console.log(error.errMsg) });
wx.getRankManager().createChallenge({ fail: (error) => console.log(error.errMsg) });
wx.onInteractiveStorageModified((key) => console.log('modified', key));
