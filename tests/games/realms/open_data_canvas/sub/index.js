const shared = wx.getSharedCanvas();
const ctx = shared.getContext('2d');
let rows = [];
let dot;
wx.onMessage(async ({ type }) => {
  console.log(type, shared.width, shared.height);
  const { data } = await wx.getFriendCloudStorage({ keyList: ['score'] });
  rows = data.sort((a, b) => b.KVDataList[0].value - a.KVDataList[0].value).slice(0, 3);
  for (const row of rows) {
    row.image = wx.createImage();
    row.image.src = row.avatarUrl;
  }
});
wx.onTouchStart((e) => {
  const t = e.changedTouches[0];
  console.log('touch', t.clientX, t.clientY, t.x, t.y);
  dot = t;
});
let frames = 0;
requestAnimationFrame(function draw() {
  frames += 1;
  ctx.clearRect(0, 0, shared.width, shared.height);
  ctx.fillStyle = 'rgba(255, 255, 255, 0.2)';
  rows.forEach((row, i) => {
    ctx.fillRect(10, 10 + i * 76, 300, 66);
    if (row.image.complete && row.image.width) ctx.drawImage(row.image, 14, 14 + i * 76, 58, 58);
  });
  if (dot) {
    ctx.fillStyle = '#fa3';
    ctx.fillRect(dot.x - 8, dot.y - 8, 16, 16);
  }
  requestAnimationFrame(draw);
});
setTimeout(() => console.log('frames before 100 ms:', frames), 100);
