// The scenes of games/ in Sparrow, in Chromium and in @napi-rs/canvas, from the same game.js: CPU ms per frame, in one run.
//
//   node benches/side_by_side.mjs [--player PATH] [--renderers raster,gpu] [--modules FOLDER] [--chromium PATH] [SCENE ...]
//
// FOLDER has node_modules with playwright-core and @napi-rs/canvas in it (`npm i playwright-core @napi-rs/canvas` there); an engine that is not
// found is left out. CPU is user and system time of all processes of an engine. A frame is the game's callback and, in the other two, the reading of
// one pixel, without which they put the work off; Sparrow draws at the end of each frame by itself.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const games = path.join(here, 'games');
const options = { player: path.join(here, '../target/release/sparrow'), renderers: 'raster', modules: process.cwd(), chromium: '/usr/bin/chromium' };
const wanted = [];
for (let i = 2; i < process.argv.length; i++) {
  const word = process.argv[i];
  if (word.startsWith('--')) options[word.slice(2)] = process.argv[++i];
  else wanted.push(word);
}
const WARM = 4;
const LEAST = 10;
const MOST = 200;
const BUDGET_MS = 3000;
const FRAMES = { WARM, LEAST, MOST, BUDGET_MS };

// Runs in the page and in node: the scene's frames, until there are enough of them.
const prepare = (source, createCanvas, Path2D) => {
  let next;
  let screen;
  const wx = {
    createCanvas() {
      const canvas = createCanvas();
      if (!screen) screen = canvas;
      return canvas;
    },
  };
  new Function('wx', 'requestAnimationFrame', 'Path2D', source)(wx, (callback) => { next = callback; }, Path2D);
  const context = screen.getContext('2d');
  return () => {
    const callback = next;
    callback();
    context.getImageData(0, 0, 1, 1);
  };
};
const play = (frame, { LEAST, MOST, BUDGET_MS }) => {
  const begin = performance.now();
  let frames = 0;
  while (frames < LEAST || (frames < MOST && performance.now() - begin < BUDGET_MS)) {
    frame();
    frames++;
  }
  return frames;
};

const modules = createRequire(path.join(path.resolve(options.modules), '/'));
const found = (name) => {
  try {
    return modules(name);
  } catch {
    return undefined;
  }
};
const source = (scene) => fs.readFileSync(path.join(games, scene, 'game.js'), 'utf8');

// In a process of its own, which ends with its memory: `--napi SCENE`.
if (options.napi) {
  const { createCanvas, Path2D } = found('@napi-rs/canvas');
  const frame = prepare(source(options.napi), () => createCanvas(300, 150), Path2D);
  for (let i = 0; i < WARM; i++) frame();
  const before = process.cpuUsage();
  const frames = play(frame, FRAMES);
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1000 / frames);
  process.exit(0);
}
const napi = (scene) => {
  const words = [fileURLToPath(import.meta.url), '--modules', options.modules, '--napi', scene];
  return Number(execFileSync(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] }));
};

// CPU ms of all processes below this one.
const tick = Number(execFileSync('getconf', ['CLK_TCK']));
const treeCpu = () => {
  const all = new Map();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      all.set(name, { parent: fields[1], cpu: ((Number(fields[11]) + Number(fields[12])) * 1000) / tick });
    } catch {} // it ended meanwhile
  }
  let sum = 0;
  for (const [name, { cpu }] of all) {
    let at = all.get(name).parent;
    while (all.has(at) && at !== String(process.pid)) at = all.get(at).parent;
    if (at === String(process.pid)) sum += cpu;
  }
  return sum;
};
const chromium = async (browser, scene) => {
  const page = await browser.newPage({ viewport: { width: 750, height: 1334 } });
  await page.evaluate(`window.frame = (${prepare})(${JSON.stringify(source(scene))}, () => document.createElement('canvas'), Path2D)`);
  await page.evaluate((warm) => { for (let i = 0; i < warm; i++) window.frame(); }, WARM);
  const before = treeCpu();
  const frames = await page.evaluate(`(${play})(window.frame, ${JSON.stringify(FRAMES)})`);
  const cpu = treeCpu() - before;
  await page.close();
  return cpu / frames;
};

// The player has no marks for a frame: what a longer run costs more than a short one.
const sparrow = (scene, renderer) => {
  const run = (frames) => {
    const words = ['run', path.join(games, scene), '--headless', '--renderer', renderer, '--frames', String(frames)];
    const { status, stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$0" "$@"', options.player, ...words], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0) throw new Error(stderr.trim().split('\n').slice(-2)[0]);
    const [user, system] = stderr.trim().split('\n').pop().split(' ').map(Number);
    return (user + system) * 1000;
  };
  const short = run(WARM);
  const guess = Math.max((run(WARM + LEAST) - short) / LEAST, 1);
  const frames = Math.round(Math.min(MOST, Math.max(LEAST, BUDGET_MS / guess)));
  return Math.max(run(WARM + frames) - short, 0) / frames;
};

const engines = {};
for (const renderer of options.renderers.split(',')) {
  if (fs.existsSync(options.player)) engines[`sparrow ${renderer}`] = (scene) => sparrow(scene, renderer);
}
const playwright = found('playwright-core');
let browser;
if (playwright && fs.existsSync(options.chromium)) {
  browser = await playwright.chromium.launch({
    executablePath: options.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--force-device-scale-factor=1', '--disable-lcd-text'],
  });
  engines.chromium = (scene) => chromium(browser, scene);
}
if (found('@napi-rs/canvas')) engines.napi = napi;

const names = Object.keys(engines);
console.log(`| scene | ${names.join(' | ')} |\n|---|${names.map(() => '---').join('|')}|`);
for (const scene of fs.readdirSync(games).sort()) {
  if (wanted.length > 0 && !wanted.includes(scene)) continue;
  const cells = [];
  for (const name of names) {
    try {
      cells.push((await engines[name](scene)).toFixed(2));
    } catch (e) {
      cells.push(`failed: ${String(e.message).split('\n')[0].slice(0, 60)}`);
    }
  }
  console.log(`| ${scene} | ${cells.join(' | ')} |`);
}
if (browser) await browser.close();
process.exit(0);
