// Curves of motion: each takes 0..1 and gives about 0..1.

exports.clamp = (value, low, high) => Math.max(low, Math.min(high, value));

exports.lerp = (from, to, t) => from + (to - from) * t;

exports.outCubic = (t) => 1 - (1 - t) ** 3;

// Overshoots a little and comes back.
exports.outBack = (t) => 1 + 2.7 * (t - 1) ** 3 + 1.7 * (t - 1) ** 2;

// The share of a distance to go in `seconds` so that the motion does not depend on the frame rate.
exports.follow = (rate, seconds) => 1 - Math.exp(-rate * seconds);

// A pulse that starts at 1 and swings out, for squash and stretch.
exports.spring = (seconds) => Math.exp(-9 * seconds) * Math.cos(24 * seconds);
