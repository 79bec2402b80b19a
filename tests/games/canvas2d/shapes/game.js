const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#ffffff';
context.fillRect(0, 0, canvas.width, canvas.height);

// A face of arcs and curves, even-odd and nonzero stars, an ellipse and a rounded rectangle.
context.fillStyle = '#ffd166';
context.beginPath();
context.arc(50, 50, 40, 0, Math.PI * 2);
context.fill();
context.strokeStyle = '#7a4b00';
context.lineWidth = 3;
context.stroke();
context.beginPath();
context.arc(50, 55, 22, 0.2, Math.PI - 0.2);
context.lineCap = 'round';
context.stroke();
context.fillStyle = '#333';
[38, 62].forEach((x) => {
  context.beginPath();
  context.ellipse(x, 40, 4, 6, 0, 0, Math.PI * 2);
  context.fill();
});

function star(x, y, radius) {
  context.beginPath();
  for (let i = 0; i < 5; i += 1) {
    const angle = (i * 4 * Math.PI) / 5 - Math.PI / 2;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
}
context.fillStyle = '#ef476f';
star(150, 45, 38);
context.fill();
context.fillStyle = '#118ab2';
star(50, 150, 38);
context.fill('evenodd');

context.beginPath();
context.moveTo(110, 120);
context.bezierCurveTo(130, 90, 170, 150, 190, 115);
context.quadraticCurveTo(195, 160, 150, 150);
context.arcTo(110, 150, 110, 120, 14);
context.closePath();
context.fillStyle = 'rgba(6, 214, 160, 0.7)';
context.fill();
context.lineWidth = 2;
context.strokeStyle = '#073b4c';
context.stroke();
context.strokeRect(110.5, 165.5, 30, 20);
context.clearRect(150, 165, 40, 25);
context.fillStyle = '#8338ec';
context.fillRect(155, 170, 30, 15);
