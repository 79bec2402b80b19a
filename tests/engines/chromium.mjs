// What Chromium draws of each bundled scene, as its expected picture: node chromium.mjs PACKAGES [NAME...]
// CHROMIUM names the program; SCENES is the folder that gets the pictures.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

// The page's clock runs as Sparrow's virtual time does: one sixtieth of a second a frame, from 2026-01-01.
const page = `<!doctype html><meta charset="utf-8"><body style="margin:0"><script>
let now = 1000 / 60, calls = [], asked = false;
const next = requestAnimationFrame.bind(window);
performance.now = () => now;
Date.now = () => 1767225600000 + now;
window.requestAnimationFrame = (call) => {
  if (!asked) next(() => { asked = false; now += 1000 / 60; const all = calls; calls = []; for (const one of all) if (one) one(now); });
  asked = true;
  return calls.push(call);
};
window.cancelAnimationFrame = (id) => { calls[id - 1] = null; };
window.sceneDrawn = (error) => {
  const out = document.createElement('pre');
  out.id = 'out';
  out.textContent = error ? 'error: ' + error : document.querySelector('canvas').toDataURL();
  document.body.appendChild(out);
};
window.onerror = (message) => window.sceneDrawn(message);
</script><script src="game.js"></script>`;

const [, , packages, ...wanted] = process.argv;
const patience = { timeout: 240_000 }; // it draws on the CPU
const args = ['--no-sandbox', '--disable-lcd-text', '--force-device-scale-factor=1', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--allow-file-access-from-files'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', ignoreDefaultArgs: ['--disable-gpu'], args });
let failed = false;
for (const name of fs.readdirSync(packages).sort()) {
  const folder = path.join(packages, name);
  if (!fs.existsSync(path.join(folder, 'game.js')) || (wanted.length && !wanted.includes(name))) continue;
  fs.writeFileSync(path.join(folder, 'page.html'), page);
  const tab = await browser.newPage({ viewport: { width: 400, height: 600 } });
  await tab.goto(pathToFileURL(path.join(folder, 'page.html')).href, patience);
  await tab.waitForSelector('#out', { ...patience, state: 'attached' });
  const text = await tab.textContent('#out');
  await tab.close();
  fs.rmSync(path.join(folder, 'page.html'));
  if (text.startsWith('error')) {
    failed = true;
    console.error(`${name}: ${text}`);
    continue;
  }
  const picture = Buffer.from(text.split(',')[1], 'base64');
  for (const to of [folder, path.join(process.env.SCENES, name)]) fs.writeFileSync(path.join(to, 'end.expected.png'), picture);
  console.log(`${name}: drawn by Chromium ${browser.version()}`);
}
await browser.close();
process.exit(failed ? 1 : 0);
