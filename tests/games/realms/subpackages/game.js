const load = (name, api = 'loadSubpackage', more = {}) => {
  const task = wx[api]({
    name,
    ...more,
    success: (r) => console.log(name, r.errMsg),
    fail: (e) => console.log(name, e.errMsg.split('\n')[0]),
    complete: () => console.log(name, 'complete'),
  });
  task.onProgressUpdate((p) => console.log(name, p.progress, p.totalBytesWritten, p.totalBytesExpectedToWrite));
};
load('stage1', 'preDownloadSubpackage');
load(undefined, 'preDownloadSubpackage', { packageType: 'workers' });
load('stage1');
load('stage1/');
load('stage2');
load('alone');
load('none');
load(7);
console.log('nothing has run yet');
