// Dialogs that the user answers: they are drawn over the game and take its touches.
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#246';
context.fillRect(0, 0, canvas.width, canvas.height);
wx.onTouchStart(() => console.log('game touched'));
const log = (name) => (result) => console.log(name, result.errMsg, JSON.stringify({ ...result, errMsg: undefined }));
wx.showModal({ title: 'First', content: 'One question for whoever plays.', success: log('first') });
wx.showModal({ title: 'Second', showCancel: false, confirmText: 'Fine', success: log('second') });
wx.showModal({ title: 'Name', editable: true, placeholderText: 'name', success: log('third') });
wx.showActionSheet({ itemList: ['left', 'right'], alertText: 'Where to?', success: log('sheet') });
wx.showActionSheet({ itemList: ['left', 'right'], fail: log('sheet') });
setTimeout(() => wx.showToast({ title: 'done' }), 1600);
