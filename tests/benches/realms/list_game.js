// The game: it draws the shared canvas on its screen every frame.
function show(mode) {
  const canvas = wx.createCanvas();
  const c = canvas.getContext('2d');
  const open = wx.getOpenDataContext();
  sharedCanvas.width = 375;
  sharedCanvas.height = 4000;
  open.postMessage({ mode });
  const step = () => {
    c.fillStyle = '#203040';
    c.fillRect(0, 0, 375, 667);
    if (mode !== 'none') c.drawImage(sharedCanvas, 0, 0, 375, 667, 0, 0, 375, 667);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
