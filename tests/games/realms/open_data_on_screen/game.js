const ctx = wx.createCanvas().getContext('2d');
ctx.fillStyle = '#345';
ctx.fillRect(0, 0, 160, 120);
const open = wx.getOpenDataContext({ sharedCanvasMode: 'screenCanvas' });
console.log(open.canvas.width, open.canvas.height);
