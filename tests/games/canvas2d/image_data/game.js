const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#ffffff';
context.fillRect(0, 0, canvas.width, canvas.height);

context.fillStyle = '#3366cc';
context.fillRect(20, 20, 40, 40);
context.fillStyle = 'rgba(255, 0, 0, 0.5)';
context.fillRect(40, 40, 40, 40);
const at = (x, y) => Array.from(context.getImageData(x, y, 1, 1).data).join(',');
console.log(at(25, 25), at(70, 70), at(5, 5));
const soft = wx.createCanvas();
soft.width = 4;
soft.height = 4;
const inner = soft.getContext('2d');
console.log(Array.from(inner.getImageData(0, 0, 1, 1).data).join(','));
const made = inner.createImageData(2, 2);
made.data.set([200, 100, 50, 128, 0, 0, 0, 0, 255, 255, 255, 255, 1, 2, 3, 4]);
inner.putImageData(made, 1, 1);
console.log(Array.from(inner.getImageData(1, 1, 1, 1).data).join(','));
const block = context.getImageData(20, 20, 60, 60);
for (let i = 0; i < block.data.length; i += 4) block.data[i + 1] = 255 - block.data[i + 1];
context.putImageData(block, 110, 20);
context.putImageData(block, 110, 110, 10, 10, 30, 20);
try {
  context.getImageData(0, 0, 0, 1);
} catch (error) {
  console.log(error.name);
}
