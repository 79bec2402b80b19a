// The screen canvas and where everything stands on it. Lengths are logical pixels.

class Screen {
  constructor(changed) {
    this.canvas = wx.createCanvas();
    this.context = this.canvas.getContext('2d');
    this.measure();
    if (wx.onWindowResize) {
      wx.onWindowResize(() => {
        this.measure();
        changed();
      });
    }
  }

  measure() {
    const info = wx.getWindowInfo ? wx.getWindowInfo() : wx.getSystemInfoSync();
    this.ratio = info.pixelRatio || 1;
    this.width = info.windowWidth;
    this.height = info.windowHeight;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    const top = info.safeArea ? info.safeArea.top : 0;
    this.place(top);
  }

  // Upright: the head above the board. Wide: the head to the left of it.
  place(top) {
    const wide = this.width > this.height * 1.15;
    const head = 196;
    const room = wide ? Math.min(this.height - top - 32, this.width * 0.6) : Math.min(this.width - 32, this.height - top - head - 56);
    const side = Math.max(160, Math.min(room, 560));
    if (wide) {
      const left = Math.max(16, (this.width - side - 300) / 2);
      this.head = { x: left, y: (this.height - side) / 2 + top / 2, width: 268 };
      this.board = { x: left + 300, y: (this.height - side) / 2 + top / 2, side };
      return;
    }
    const x = (this.width - side) / 2;
    const slack = Math.max(0, this.height - top - head - side - 72);
    const y = top + 24 + slack * 0.3;
    this.head = { x, y, width: side };
    this.board = { x, y: y + head, side };
  }

  begin() {
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    return this.context;
  }
}

module.exports = Screen;
