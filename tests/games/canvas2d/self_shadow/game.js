// A canvas that draws itself with a shadow: the picture is the one before, without the shadow that is drawn first.
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#3a3';
context.fillRect(2, 2, 16, 16);
context.shadowColor = 'red';
context.shadowOffsetX = 6;
context.shadowBlur = 6;
context.drawImage(canvas, 20, 10);
context.shadowBlur = 0;
context.shadowOffsetY = 4;
context.drawImage(canvas, 0, 0, 20, 20, 2, 40, 20, 20);
context.globalAlpha = 0.5;
context.drawImage(canvas, 0, 0, 20, 20, 40, 40, 20, 20);
