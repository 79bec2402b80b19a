console.log('open data:', typeof SharedArrayBuffer, typeof Atomics);
wx.onMessage((message) => console.log('open data hears', message));
