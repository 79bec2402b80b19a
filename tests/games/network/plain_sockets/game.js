const text = (bytes) => new TextDecoder().decode(bytes);
const failed = ({ errMsg }) => console.log(errMsg);

const tcp = wx.createTCPSocket();
tcp.onConnect(({ remoteInfo, localInfo }) => {
  console.log('connected', JSON.stringify(remoteInfo), localInfo.family);
  tcp.write('text');
  tcp.write(new Uint8Array([98, 121, 101]).buffer); // bye
});
tcp.onMessage(({ message, remoteInfo, localInfo }) => console.log(text(message), JSON.stringify(remoteInfo), localInfo.family));
tcp.onClose(() => {
  console.log('closed');
  tcp.write('late');
});
tcp.onError(failed);
tcp.write('early');
tcp.connect({ address: 'game.example', port: 7000 });
tcp.connect({ address: 'game.example', port: 7000 });

const other = wx.createTCPSocket();
other.onError(failed);
other.onClose(() => console.log('other closed'));
other.connect({ address: 'game.example', port: 1 });
const wrong = wx.createTCPSocket();
wrong.onError(failed);
wrong.connect({ port: 7000 });
wrong.connect({ address: 'game.example', port: 70000 });
wrong.bindWifi({});

const udp = wx.createUDPSocket();
udp.onListening(() => console.log('listening'));
udp.onMessage(({ message, remoteInfo }) => {
  console.log(text(message), JSON.stringify(remoteInfo));
  if (text(message) === 'write') udp.close();
});
udp.onClose(() => {
  console.log('udp closed');
  udp.send({ address: 'game.example', port: 7001, message: 'x' });
});
udp.onError(failed);
console.log(udp.bind() > 0, udp.bind());
udp.setTTL(0);
udp.setTTL(64);
udp.send({ address: 'game.example', port: 7001, message: 'send' });
udp.send({ address: 'game.example', port: 7001, message: new Uint8Array([0, 97, 98, 0]).buffer, offset: 1, length: 2 });
udp.send({ address: 'game.example', port: 7001, message: new ArrayBuffer(2), offset: 1, length: 2 });
udp.write({ message: 'not yet' });
udp.connect({ address: 'game.example', port: 7001 });
udp.write({ message: 'write' });
