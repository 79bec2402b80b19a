console.log('domain:', requirePlugin('Layout').default);
try {
  requirePlugin('tools');
} catch (e) {
  console.log('domain:', e.message);
}
