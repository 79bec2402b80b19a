wx.onKeyDown((event) => console.log('down', event.key, event.code));
wx.onKeyUp((event) => console.log('up', event.key, event.code));
wx.onMouseDown((event) => console.log('mouse', event.x, event.y));
wx.onWheel((event) => console.log('wheel', event.deltaX, event.deltaY));
wx.onWindowResize((size) => console.log('resize', size.windowWidth, size.windowHeight, wx.getWindowInfo().windowWidth));
