const base = 'https://game.example';
const failed = (what) => (e) => console.log(what, e.name);

async function main() {
  console.log((await (await fetch('data/level.json')).json()).level);
  const posted = await fetch(`${base}/echo`, { method: 'post', body: new URLSearchParams({ a: 'b c' }), headers: { 'X-Two': '2' } });
  console.log(posted.ok, posted.status, posted.url, posted.headers.get('X-One'), posted.bodyUsed);
  const copy = posted.clone();
  const text = await posted.text();
  console.log(text.split('\n')[0], /x-two: .*/.exec(text)[0], /content-type: .*/.exec(text)[0], text.split('\n\n')[1]);
  console.log(posted.bodyUsed, (await copy.text()) === text);
  await posted.text().catch(failed('taken'));

  const missing = await fetch(new Request(`${base}/missing`));
  console.log(missing.ok, missing.status);
  await fetch('data/none.json').then((answer) => console.log('no file', answer.status), failed('no file'));
  await fetch('https://nowhere.example/').catch(failed('no host'));
  await fetch('https://').catch(failed('no url'));

  const controller = new AbortController();
  controller.signal.addEventListener('abort', () => console.log('aborted', controller.signal.reason.name));
  setTimeout(() => controller.abort(), 20);
  await fetch(`${base}/late`, { signal: controller.signal }).catch(failed('abort'));
  await fetch(`${base}/late`, { signal: AbortSignal.abort('why') }).catch((reason) => console.log(reason));
  await fetch(`${base}/late`, { signal: AbortSignal.timeout(20) }).catch(failed('timeout'));

  const headers = new Headers([['b', '1'], ['A', '2']]);
  headers.append('B', ' 3 ');
  console.log(JSON.stringify([...headers]), headers.has('a'), headers.get('c'));
  try {
    headers.set('a b', '');
  } catch (e) {
    failed('header')(e);
  }
  const response = new Response('text', { status: 201, headers: { x: 'y' } });
  console.log(response.status, response.ok, response.headers.get('content-type'), new Uint8Array(await response.arrayBuffer()).length);
  console.log(JSON.stringify(await Response.json({ a: 1 }).json()));
  console.log(await new Response(new Uint8Array([104, 105]).subarray(1)).text());
}
main().catch((e) => console.log('uncaught', e.message));
