const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#ffffff';
context.fillRect(0, 0, canvas.width, canvas.height);

context.save();
context.translate(60, 60);
for (let i = 0; i < 6; i += 1) {
  context.rotate(Math.PI / 6);
  context.fillStyle = `hsl(${i * 60}, 70%, 55%)`;
  context.globalAlpha = 0.6;
  context.fillRect(0, -8, 48, 16);
}
context.restore();
context.setTransform(1, 0.3, -0.4, 1, 150, 20);
context.fillStyle = '#457b9d';
context.fillRect(0, 0, 40, 60);
context.setTransform(1, 0, 0, 1, 0, 0);
context.save();
context.beginPath();
context.arc(50, 150, 36, 0, Math.PI * 2);
context.clip();
context.fillStyle = '#f4a261';
context.fillRect(0, 100, 100, 100);
context.fillStyle = '#2a9d8f';
context.beginPath();
context.rect(30, 100, 40, 100);
context.rect(10, 140, 80, 20);
context.clip('evenodd');
context.fillRect(0, 100, 100, 100);
context.restore();
context.scale(2, -1);
context.strokeStyle = '#1d3557';
context.lineWidth = 4;
context.strokeRect(60, -180, 30, 50);
