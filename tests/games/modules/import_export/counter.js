export let count = 1;
export function add(n) {
  count += n;
  return count;
}
export default (n) => n * 2;
