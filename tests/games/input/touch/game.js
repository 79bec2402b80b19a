const show = (list) => list.map((touch) => `${touch.identifier}@${touch.clientX},${touch.clientY}`).join(' ') || '-';
['Start', 'Move', 'End', 'Cancel'].forEach((name) => {
  wx[`onTouch${name}`]((event) => console.log(name, 'all', show(event.touches), 'changed', show(event.changedTouches)));
});
const gone = () => console.log('never');
wx.onTouchStart(gone);
wx.offTouchStart(gone);
wx.onHide(() => console.log('hide'));
wx.onShow(() => console.log('show'));
