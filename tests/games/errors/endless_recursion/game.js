function again(n) {
  return again(n + 1) + 1;
}
try {
  again(0);
} catch (error) {
  console.log(error instanceof RangeError || error instanceof Error, 'the stack ended before the host did');
}
