// The keyboard of the screen: text and keys of the input script go to it while it is open.
const log = (name) => ({ value, height }) => console.log(name, value !== undefined ? JSON.stringify(value) : height);
wx.onKeyboardInput(log('input'));
wx.onKeyboardConfirm(log('confirm'));
wx.onKeyboardComplete(log('complete'));
wx.onKeyboardHeightChange(log('height'));
wx.onKeyDown(({ key }) => console.log('key', key));
wx.showKeyboard({ defaultValue: 'a', maxLength: 8, multiple: false, confirmHold: true, confirmType: 'send' });
setTimeout(() => wx.updateKeyboard({ value: 'set' }), 12 * 17);
setTimeout(() => wx.hideKeyboard(), 30 * 17);
setTimeout(() => wx.updateKeyboard({ value: 'x', fail: ({ errMsg }) => console.log(errMsg) }), 34 * 17);
