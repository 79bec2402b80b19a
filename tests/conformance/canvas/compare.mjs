#!/usr/bin/env node
// Draws the scenes of scenes/ with two runtimes and says how far their pixels are apart; see README.md.
// usage: node compare.mjs --a 'COMMAND {package}' --b 'COMMAND {package}' [--out FOLDER] [--keep-a FILE] [--only REGEXP]
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode as decodePng, encode } from './png.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const options = {};
for (let i = 2; i < process.argv.length; i += 2) options[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
if (!options.b || !(options.a || options['keep-a'])) {
  console.error("usage: node compare.mjs --a 'COMMAND {package}' --b 'COMMAND {package}' [--out FOLDER] [--keep-a FILE] [--only REGEXP]");
  process.exit(2);
}

// The lines that a runtime prints for the package: name -> PNG, or the error of the scene.
const render = (command) => new Promise((resolve, reject) => {
  const [program, ...args] = command.split(' ').map((word) => word.replace('{package}', path.join(here, 'scenes')));
  const process_ = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const pictures = {};
  // Consoles are on either stream.
  const read = (stream) => {
    let rest = '';
    stream.on('data', (data) => {
      rest += data;
      const lines = rest.split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const found = /@@(SCENE|FAILED) (\S+) (.*)$/.exec(line);
        if (found && found[1] === 'FAILED') pictures[found[2]] = { error: found[3] };
        // Consoles cut long lines: a picture comes in pieces.
        else if (found) pictures[found[2]] = { png: (pictures[found[2]]?.png || '') + found[3].trim() };
        else if (line.includes('@@DONE')) process_.kill();
        else console.error(line);
      }
    });
  };
  [process_.stdout, process_.stderr].forEach(read);
  process_.on('error', reject);
  process_.on('close', () => resolve(pictures));
});

const decode = (url) => decodePng(Buffer.from(url.split(',')[1], 'base64'));

// Premultiplied components: what a transparent pixel is coloured with is nobody's business.
const premultiplied = ({ rgba }) => {
  const out = new Float64Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3];
    for (let k = 0; k < 3; k += 1) out[i + k] = (rgba[i + k] * alpha) / 255;
    out[i + 3] = alpha;
  }
  return out;
};

function distance(a, b) {
  const [p, q] = [premultiplied(a), premultiplied(b)];
  let [sum, off, worst] = [0, 0, 0];
  for (let i = 0; i < p.length; i += 4) {
    let most = 0;
    for (let k = 0; k < 4; k += 1) {
      const d = Math.abs(p[i + k] - q[i + k]);
      sum += d * d;
      most = Math.max(most, d);
    }
    if (most > 32) off += 1;
    worst = Math.max(worst, most);
  }
  return { rmse: Math.sqrt(sum / p.length), off: (off * 400) / p.length, worst };
}

// Both pictures on grey, and their difference, side by side and twice as large.
function beside(a, b) {
  const [width, height] = [a.width, a.height];
  const out = { width: width * 6, height: height * 2, rgba: Buffer.alloc(width * height * 48, 255) };
  const [p, q] = [premultiplied(a), premultiplied(b)];
  for (let y = 0; y < height * 2; y += 1) {
    for (let x = 0; x < width * 6; x += 1) {
      const which = Math.floor(x / (width * 2));
      const i = ((y >> 1) * width + ((x % (width * 2)) >> 1)) * 4;
      for (let k = 0; k < 3; k += 1) {
        const value = which === 2 ? Math.min(255, 3 * Math.max(Math.abs(p[i + k] - q[i + k]), Math.abs(p[i + 3] - q[i + 3])))
          : (which ? q : p)[i + k] + (128 * (255 - (which ? q : p)[i + 3])) / 255;
        out.rgba[(y * width * 6 + x) * 4 + k] = value;
      }
    }
  }
  return encode(out);
}

const out = options.out || path.join(here, 'out');
fs.mkdirSync(out, { recursive: true });
const kept = options['keep-a'];
let first;
if (kept && fs.existsSync(kept)) first = JSON.parse(fs.readFileSync(kept, 'utf8'));
else {
  first = await render(options.a);
  if (kept) fs.writeFileSync(kept, JSON.stringify(first));
}
const second = await render(options.b);
const only = new RegExp(options.only || '');
const rows = [];
for (const name of Object.keys(first).filter((name) => only.test(name))) {
  const [a, b] = [first[name], second[name] || { error: 'nothing came' }];
  if (a.error || b.error) {
    rows.push({ name, rmse: Infinity, off: 100, worst: 255, error: a.error || b.error });
    continue;
  }
  const [p, q] = [decode(a.png), decode(b.png)];
  rows.push({ name, ...distance(p, q) });
  fs.writeFileSync(path.join(out, `${name}.png`), beside(p, q));
}
rows.sort((a, b) => b.off - a.off || b.rmse - a.rmse);
console.log('| scene | RMSE | pixels off by more than 32, % | largest difference |\n| --- | --- | --- | --- |');
for (const { name, rmse, off, worst, error } of rows) {
  console.log(`| ${name} | ${rmse.toFixed(2)} | ${off.toFixed(2)} | ${error || worst.toFixed(0)} |`);
}
const good = rows.filter((row) => !row.error);
const mean = (key) => good.reduce((sum, row) => sum + row[key], 0) / good.length;
console.log(`\n${rows.length} scenes, ${rows.length - good.length} failed; mean RMSE ${mean('rmse').toFixed(2)}, mean share ${mean('off').toFixed(3)} %`);
process.exit(good.length === rows.length ? 0 : 1);
