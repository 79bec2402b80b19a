const canvas = wx.createCanvas();
const c = canvas.getContext('2d');
const gradient = () => c.createLinearGradient(0, 0, 8, 0);
const say = (what, right) => console.log(what, right ? 'yes' : 'NO');

const [a, b] = [gradient(), gradient()];
const p = c.createPattern(wx.createCanvas(), 'repeat');
c.fillStyle = a;
c.strokeStyle = p;
c.save();
c.fillStyle = b;
c.strokeStyle = a;
say('inside: the second gradient', c.fillStyle === b);
say('inside: one gradient for both', c.strokeStyle === a);
c.fillStyle = 'red';
say('inside: a colour', c.fillStyle === '#ff0000');
c.restore();
say('restored: the first gradient', c.fillStyle === a);
say('restored: the pattern', c.strokeStyle === p);
c.fillStyle = {};
say('no colour changes nothing', c.fillStyle === a);
c.fillStyle = wx.createCanvas();
say('an object of another kind changes nothing', c.fillStyle === a);

// Many: deep in the stack and out again, each level with its own.
const deep = [];
for (let i = 0; i < 200; i++) {
  c.save();
  deep.push(gradient());
  c.fillStyle = deep[i];
  for (let j = 0; j < 5; j++) c.strokeStyle = gradient();
}
let wrong = 0;
for (let i = 199; i >= 0; i--) {
  if (c.fillStyle !== deep[i]) wrong++;
  c.restore();
}
say('200 levels, each with its gradient', wrong === 0);
say('and the first one below them', c.fillStyle === a && c.strokeStyle === p);
c.reset();
say('reset', c.fillStyle === '#000000' && c.strokeStyle === '#000000');

// What no state uses any more can be collected.
const gone = new WeakRef(gradient());
c.fillStyle = gone.deref();
for (let i = 0; i < 1000; i++) c.fillStyle = 'blue';
setTimeout(() => {
  wx.triggerGC();
  say('a gradient that was set and replaced is collected', gone.deref() === undefined);
}, 0);
