// The seed makes chance repeatable, and the clock begins where the test says.
const values = [Math.random(), Math.random(), Math.random()];
console.log(values.every((value) => value >= 0 && value < 1), new Set(values).size);
console.log(values.map((value) => value.toFixed(6)).join(' '));
console.log(new Date(Date.now()).getUTCFullYear());
