// Bundles each scene with its engine into a package, as game developers do: node bundle.mjs OUT [NAME...]
// cargo xtask engines runs it in the folder whose node_modules hold what package.json names; SCENES is tests/engines.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const [, , out, ...wanted] = process.argv;
const source = process.env.SCENES;
for (const name of fs.readdirSync(source).sort()) {
  const scene = path.join(source, name, 'scene.js');
  if (!fs.existsSync(scene) || (wanted.length && !wanted.includes(name))) continue;
  const folder = path.join(out, name);
  fs.mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [scene], bundle: true, format: 'iife', target: 'es2022', outfile: path.join(folder, 'game.js'), logLevel: 'error',
    nodePaths: [path.join(process.cwd(), 'node_modules')], define: { 'process.env.NODE_ENV': '"production"' },
  });
  fs.writeFileSync(path.join(folder, 'game.json'), '{ "deviceOrientation": "portrait" }\n');
  for (const file of fs.readdirSync(path.join(source, name))) if (file !== 'scene.js') fs.copyFileSync(path.join(source, name, file), path.join(folder, file));
  console.log(`${name}: ${(fs.statSync(path.join(folder, 'game.js')).size / 1e6).toFixed(1)} MB`);
}
