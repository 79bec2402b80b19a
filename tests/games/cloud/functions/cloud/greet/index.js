const cloud = require('wx-server-sdk');
const left = require('left');

cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
exports.main = async (event, context) => {
  const { OPENID, APPID, UNIONID, ENV } = cloud.getWXContext();
  console.log('hello', event.name, context.function_name);
  const { fileID } = await cloud.uploadFile({ cloudPath: 'hello.txt', fileContent: Buffer.from('hello') });
  const { fileContent } = await cloud.downloadFile({ fileID });
  const api = await cloud.openapi.wxacode.get({ path: 'x' }).catch((error) => error.errMsg);
  return { event, OPENID, APPID, UNIONID, ENV, left: left(3), fileID, text: fileContent.toString(), api };
};
