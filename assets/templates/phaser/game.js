// A bouncing ball with Phaser. Run `npm install` first; start with --adapter web.
const Phaser = require('phaser/dist/phaser.js');

const { windowWidth, windowHeight } = wx.getWindowInfo();

class Main extends Phaser.Scene {
  create() {
    const ball = this.add.circle(windowWidth / 2, 200, 40, 0xf2b134);
    this.physics.add.existing(ball);
    ball.body.setCollideWorldBounds(true).setBounce(1, 0.9).setVelocity(120, 0);
    this.input.on('pointerdown', () => ball.body.setVelocityY(-500));
  }
}

new Phaser.Game({
  type: Phaser.CANVAS,
  canvas, // the screen, which the web adapter has made
  width: windowWidth,
  height: windowHeight,
  backgroundColor: '#20252b',
  physics: { default: 'arcade', arcade: { gravity: { y: 700 } } },
  scene: Main,
});
console.log('{{name}} is ready');
