// Logs and reports are kept in the user's files.
const manager = wx.getLogManager({ level: 1 });
manager.info('started', { level: 3 });
manager.warn('careful');
wx.getRealtimeLogManager().setFilterMsg('f1');
wx.getRealtimeLogManager().error('it broke', [1, 2]);
wx.reportEvent('wxdata', { a: 1 });
wx.reportScene({ sceneId: 7, success: ({ errMsg }) => console.log(errMsg) });
wx.reportScene({ fail: ({ errMsg }) => console.log(errMsg) });
wx.reportPerformance(1001, 50);
const game = wx.getGameLogManager({ commonInfo: { zone: 1 } });
game.tag('t').warn('content', { a: 1 });
game.tag().info('untagged');
game.log({ key: 'k', value: 1, level: 'info', success: ({ errMsg }) => console.log(errMsg) });
wx.getGameLogManager({ success: ({ errMsg }) => console.log(errMsg) });
wx.getMiniReportManager().report({ eventID: 'e', complete: ({ errMsg }) => console.log(errMsg) });
console.log(JSON.stringify(game.getCommonInfo()));
setTimeout(() => {
  const files = wx.getFileSystemManager();
  const read = (name) => files.readFileSync(`${wx.env.USER_DATA_PATH}/miniprogramLog/${name}`, 'utf8').trim().split('\n').map((line) => line.slice(25));
  for (const name of ['log1', 'realtime1', 'report1']) console.log(name, read(name).join(' | '));
}, 50);
