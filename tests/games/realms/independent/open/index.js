console.log('the open data domain runs'); wx.onMessage((m) => console.log('the domain hears', m.from));
