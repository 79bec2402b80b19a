// Phaser 3.90 on WebGL, with its light pipeline and a bitmap mask.
import Phaser from 'phaser3';
import { phaser } from '../phaser.js';

phaser(Phaser, (scene) => {
  scene.lights.enable().setAmbientColor(0x555566);
  scene.lights.addLight(90, 430, 90, 0xffddaa, 2);
  scene.add.tileSprite(90, 440, 160, 60, 'board').setLighting?.(true) ?? 0;
  const masked = scene.add.image(240, 440, 'board').setScale(2);
  masked.setMask(scene.add.image(240, 440, 'dot').setScale(2).setVisible(false).createBitmapMask());
});
