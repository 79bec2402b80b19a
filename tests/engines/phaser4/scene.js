// Phaser 4 on WebGL, with lighting and a filter.
import * as Phaser from 'phaser4';
import { phaser } from '../phaser.js';

phaser(Phaser.default || Phaser, (scene) => {
  scene.lights.enable().setAmbientColor(0x555566);
  scene.lights.addLight(90, 430, 90, 0xffddaa, 2);
  scene.add.tileSprite(90, 440, 160, 60, 'board').setLighting(true);
  const blurred = scene.add.image(240, 440, 'board').setScale(1.5);
  blurred.enableFilters();
  blurred.filters.internal.addBlur(1, 2, 2, 1);
});
