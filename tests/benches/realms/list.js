// The domain: a list of 100 friends, each with a background, a picture, a place, a name and a score.
const c = sharedCanvas.getContext('2d');
const picture = wx.createCanvas();
picture.width = picture.height = 32;
const p = picture.getContext('2d');
p.fillStyle = '#d14';
p.arc(16, 16, 16, 0, 7);
p.fill();
const draw = () => {
  c.clearRect(0, 0, 375, 4000);
  c.font = '16px sans-serif';
  c.textBaseline = 'middle';
  for (let i = 0; i < 100; i++) {
    const y = i * 40;
    c.fillStyle = i % 2 ? '#f4f4f4' : '#e4e4e4';
    c.fillRect(0, y, 375, 39);
    c.fillStyle = '#222';
    c.textAlign = 'left';
    c.fillText(String(i + 1), 10, y + 20);
    c.drawImage(picture, 46, y + 4);
    c.fillText(`Friend number ${i + 1}`, 90, y + 20);
    c.textAlign = 'right';
    c.fillText(String(100000 - i * 991), 365, y + 20);
  }
};
wx.onMessage(({ mode }) => {
  if (mode === 'none') return;
  draw();
  const again = () => {
    draw();
    requestAnimationFrame(again);
  };
  if (mode === 'each') requestAnimationFrame(again);
});
