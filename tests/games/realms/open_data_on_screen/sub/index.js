const ctx = wx.getSharedCanvas().getContext('2d');
ctx.fillStyle = '#fa3';
ctx.fillRect(20, 20, 50, 30);
