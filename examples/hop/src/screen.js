// The screen canvas, and the scale between game units and pixels.
//
// The world is measured in units: at least 375 of them fit across and at least 600 down, on any screen.

const UNITS_ACROSS = 375;
const UNITS_DOWN = 600;

class Screen {
  constructor() {
    this.canvas = wx.createCanvas();
    this.context = this.canvas.getContext('2d');
    this.measure();
    if (wx.onWindowResize) wx.onWindowResize(() => this.measure());
  }

  measure() {
    const info = wx.getWindowInfo ? wx.getWindowInfo() : wx.getSystemInfoSync();
    const ratio = info.pixelRatio || 1;
    this.canvas.width = Math.round(info.windowWidth * ratio);
    this.canvas.height = Math.round(info.windowHeight * ratio);
    // Pixels of the canvas per unit.
    this.scale = Math.min(this.canvas.width / UNITS_ACROSS, this.canvas.height / UNITS_DOWN);
    this.width = this.canvas.width / this.scale;
    this.height = this.canvas.height / this.scale;
    const safe = info.safeArea;
    this.safeTop = safe ? (safe.top * ratio) / this.scale : 0;
  }

  // Everything drawn after this is in units, the origin at the upper left corner.
  begin() {
    this.context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    this.context.globalAlpha = 1;
    return this.context;
  }
}

module.exports = Screen;
