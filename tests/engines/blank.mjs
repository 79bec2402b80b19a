// Fails when a picture is of one colour. usage: node blank.mjs PICTURE.png
import fs from 'node:fs';
import { decode } from '../conformance/canvas/png.mjs';

const { rgba } = decode(fs.readFileSync(process.argv[2]));
const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
if (pixels.every((pixel) => pixel === pixels[0])) {
  console.error(`${process.argv[2]} is of one colour`);
  process.exit(1);
}
