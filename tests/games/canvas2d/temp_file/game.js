// A part of a canvas becomes a file of the canvas's size, unless a size is given: so the document says.
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#f00';
context.fillRect(0, 0, 60, 40);
context.fillStyle = '#00f';
context.fillRect(10, 10, 20, 10);
const files = wx.getFileSystemManager();
const sizeOf = (path) => {
  const view = new DataView(files.readFileSync(path)); // width and height of a PNG
  return `${view.getUint32(16)}x${view.getUint32(20)}`;
};
const part = { x: 10, y: 10, width: 20, height: 10 };
const shots = [undefined, part, { ...part, destWidth: 20, destHeight: 10 }, { ...part, destWidth: 5 }, { x: 10 }];
console.log(shots.map((options) => sizeOf(canvas.toTempFilePathSync(options))).join(' '));
// The part is stretched: blue from edge to edge.
const image = wx.createImage();
image.onload = () => {
  context.drawImage(image, 0, 0);
  console.log([[4, 4], [55, 35]].map(([x, y]) => context.getImageData(x, y, 1, 1).data.join()).join(' '));
};
image.src = canvas.toTempFilePathSync(part);
canvas.toTempFilePath({ ...part, success: ({ tempFilePath, errMsg }) => console.log(errMsg, sizeOf(tempFilePath)) });
