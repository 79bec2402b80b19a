// Phaser makes a canvas at load, asks it for a context of some kind, and forgets it.
const tried = document.createElement('canvas');
tried.getContext('webgl');
console.log('another', canvas !== tried, 'the same each time', canvas === GameGlobal.canvas);
console.log('as large as the screen', canvas.width, canvas.height);
const context = canvas.getContext('2d');
console.log('2d', context !== null);
context.fillStyle = '#f2b134';
context.fillRect(0, 0, canvas.width, canvas.height);
console.log('in front', document.elementFromPoint(0, 0) === canvas);
// One that is put into the document is shown, still.
const shown = document.createElement('canvas');
document.body.appendChild(shown);
console.log('inserted', document.elementFromPoint(0, 0) === shown, canvas === shown);
