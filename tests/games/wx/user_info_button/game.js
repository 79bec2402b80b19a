// A button of the platform takes the touches that begin on it; the game gets the others.
const canvas = wx.createCanvas();
canvas.getContext('2d');
wx.onTouchStart(({ changedTouches }) => console.log('game start', changedTouches[0].clientX, changedTouches[0].clientY));
wx.onTouchEnd(() => console.log('game end'));
const button = wx.createUserInfoButton({
  type: 'text',
  text: 'play',
  style: { left: 20, top: 20, width: 60, height: 30, backgroundColor: '#00aa00', color: '#ffffff', borderRadius: 4, fontSize: 14 },
});
console.log(button.type, button.text, button.style.left);
button.onTap(({ errMsg, userInfo }) => console.log('tap', errMsg, userInfo.nickName));
const club = wx.createGameClubButton({ icon: 'green', style: { left: 0, top: 70, width: 30, height: 30 } });
club.onTap(() => console.log('club'));
setTimeout(() => (button.style.left = 0), 20 * 16);
setTimeout(() => button.hide(), 30 * 16);
setTimeout(() => button.show(), 40 * 16);
setTimeout(() => button.destroy(), 50 * 16);
