// Time on the device: both extensions, their rules, and that results come in a later turn. How long anything takes is nobody's business here.
const screen = wx.createCanvas();
const names = Object.fromEntries(['NO_ERROR', 'INVALID_ENUM', 'INVALID_VALUE', 'INVALID_OPERATION'].map((name) => [WebGL2RenderingContext[name], name]));
const draw = (gl) => {
  gl.clearColor(0, 1, 0, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
};
const errors = (gl) => names[gl.getError()];

const two = screen.getContext('webgl2');
const ext2 = two.getExtension('EXT_disjoint_timer_query_webgl2');
const one = wx.createCanvas().getContext('webgl');
const ext1 = one.getExtension('EXT_disjoint_timer_query');
console.log(two.getExtension('EXT_disjoint_timer_query'), one.getExtension('EXT_disjoint_timer_query_webgl2'));
console.log(two.getQuery(ext2.TIME_ELAPSED_EXT, ext2.QUERY_COUNTER_BITS_EXT) >= 30, ext1.getQueryEXT(ext1.TIMESTAMP_EXT, ext1.QUERY_COUNTER_BITS_EXT) >= 30);
console.log(two.getParameter(ext2.GPU_DISJOINT_EXT), one.getParameter(ext1.GPU_DISJOINT_EXT));

const elapsed = two.createQuery();
two.beginQuery(ext2.TIME_ELAPSED_EXT, elapsed);
console.log('current', two.getQuery(ext2.TIME_ELAPSED_EXT, two.CURRENT_QUERY) === elapsed, two.isQuery(elapsed));
two.beginQuery(ext2.TIME_ELAPSED_EXT, two.createQuery());
console.log('a second one', errors(two));
const passed = two.createQuery();
two.beginQuery(two.ANY_SAMPLES_PASSED, passed); // Another kind may run beside it.
draw(two);
two.endQuery(two.ANY_SAMPLES_PASSED);
two.endQuery(ext2.TIME_ELAPSED_EXT);
const at = [two.createQuery(), two.createQuery()];
ext2.queryCounterEXT(at[0], ext2.TIMESTAMP_EXT);
draw(two);
ext2.queryCounterEXT(at[1], ext2.TIMESTAMP_EXT);
console.log('no error', errors(two));
ext2.queryCounterEXT(elapsed, ext2.TIMESTAMP_EXT);
console.log('of another target', errors(two));
ext2.queryCounterEXT(at[0], ext2.TIME_ELAPSED_EXT);
console.log('no such target', errors(two));
console.log('at once', two.getQueryParameter(elapsed, two.QUERY_RESULT_AVAILABLE));

const old = ext1.createQueryEXT();
console.log('before', ext1.isQueryEXT(old));
ext1.beginQueryEXT(ext1.TIME_ELAPSED_EXT, old);
draw(one);
ext1.endQueryEXT(ext1.TIME_ELAPSED_EXT);
ext1.beginQueryEXT(two.ANY_SAMPLES_PASSED, ext1.createQueryEXT());
console.log('samples in WebGL 1', errors(one));
ext1.endQueryEXT(ext1.TIME_ELAPSED_EXT);
console.log('none is active', errors(one));

let frames = 0;
const look = () => {
  const all = [two.getQueryParameter(elapsed, two.QUERY_RESULT_AVAILABLE), two.getQueryParameter(at[1], two.QUERY_RESULT_AVAILABLE), ext1.getQueryObjectEXT(old, ext1.QUERY_RESULT_AVAILABLE_EXT)];
  frames++;
  if (!all.every(Boolean)) return requestAnimationFrame(look);
  const [begin, end] = at.map((query) => two.getQueryParameter(query, two.QUERY_RESULT));
  const ns = two.getQueryParameter(elapsed, two.QUERY_RESULT);
  const oldNs = ext1.getQueryObjectEXT(old, ext1.QUERY_RESULT_EXT);
  console.log('later', frames < 100, [begin, end, ns, oldNs].every((value) => Number.isInteger(value) && value >= 0), begin > 0 && end >= begin, ns < 1e9);
  two.deleteQuery(elapsed);
  ext1.deleteQueryEXT(old);
  console.log('gone', two.isQuery(elapsed), ext1.isQueryEXT(old), errors(two), errors(one));
};
requestAnimationFrame(look);
