// The pictures of the game: one sheet of sprites and two strips of hills.

const { PIXELS_PER_UNIT, RECTS } = require('./sheet');

const FILES = { sheet: 'images/sheet.png', far: 'images/far.png', near: 'images/near.png' };

class Atlas {
  constructor() {
    this.images = {};
    this.ready = false;
  }

  load(done) {
    const names = Object.keys(FILES);
    let missing = names.length;
    names.forEach((name) => {
      const image = wx.createImage();
      image.onload = () => {
        missing -= 1;
        this.ready = missing === 0;
        if (this.ready) done();
      };
      image.onerror = () => console.error(`cannot load ${FILES[name]}`);
      image.src = FILES[name];
      this.images[name] = image;
    });
  }

  // Size of a sprite in units.
  size(name) {
    const rect = RECTS[name];
    return { width: rect[2] / PIXELS_PER_UNIT, height: rect[3] / PIXELS_PER_UNIT };
  }

  // Draws a sprite with its upper left corner at (x, y) units.
  draw(context, name, x, y) {
    const [left, top, width, height] = RECTS[name];
    context.drawImage(this.images.sheet, left, top, width, height, x, y, width / PIXELS_PER_UNIT, height / PIXELS_PER_UNIT);
  }

  // Draws a sprite around its middle, turned and scaled.
  drawAt(context, name, x, y, angle, scaleX, scaleY) {
    const { width, height } = this.size(name);
    context.save();
    context.translate(x, y);
    if (angle) context.rotate(angle);
    context.scale(scaleX, scaleY);
    this.draw(context, name, -width / 2, -height / 2);
    context.restore();
  }
}

module.exports = Atlas;
