// An image whose file was decoded before is complete at once, as browsers have it; beginners' games make their images anew each frame.
const canvas = wx.createCanvas();
const ctx = canvas.getContext('2d');
const first = wx.createImage();
first.onload = () => console.log('first load', first.complete, first.width, first.height);
first.src = 'button.png';
console.log('first', first.complete, first.width);

let frame = 0;
const loop = () => {
  frame += 1;
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  const again = wx.createImage();
  again.src = frame % 2 ? '/button.png' : './button.png?v=1';
  ctx.drawImage(again, 20, 20);
  if (frame === 3) {
    console.log('again', again.complete, again.width, again.height, again.naturalWidth);
    let later = false;
    again.onload = () => console.log('load comes later', later);
    later = true;
    // The object shows what it was given last.
    const changed = wx.createImage();
    changed.onload = () => console.log('not this', changed.src);
    changed.src = 'button.png';
    changed.onload = () => console.log('loaded', changed.src);
    changed.onerror = () => console.log('error', changed.src, changed.complete, changed.width);
    changed.src = 'nowhere.png';
    console.log('changed', changed.complete);
    const emptied = wx.createImage();
    emptied.onload = () => console.log('not this either');
    emptied.src = 'button.png';
    emptied.src = '';
    console.log('emptied', emptied.complete, emptied.width);
    // What the game may write is read each time.
    const fs = wx.getFileSystemManager();
    const path = `${wx.env.USER_DATA_PATH}/own.png`;
    fs.writeFileSync(path, fs.readFileSync('button.png'));
    const own = wx.createImage();
    own.onload = () => {
      const second = wx.createImage();
      second.src = path;
      console.log('own', own.complete, 'second', second.complete);
    };
    own.src = path;
  }
  requestAnimationFrame(loop);
};
requestAnimationFrame(loop);
