//! The platform's open data: AES-128-CBC with a session key, and a signature that a game's server checks.
//! <https://developers.weixin.qq.com/minigame/dev/guide/open-ability/signature.html>

use aes::Aes128;
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

/// 16 bytes that follow from a text: the simulator has no chance, so that runs are equal.
pub(crate) fn bytes16(seed: &str) -> [u8; 16] {
    let digest = Sha1::digest(seed.as_bytes());
    let mut out = [0; 16];
    out.copy_from_slice(&digest[..16]);
    out
}

/// Base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `signature` of raw data: SHA-1 of the data with the session key's base64 text behind it.
pub(crate) fn signature(raw_data: &str, session_key: &[u8; 16]) -> String {
    hex(&Sha1::digest(format!("{raw_data}{}", base64(session_key)).as_bytes()))
}

/// `encryptedData` and `iv` of a value, with the platform's watermark in it.
pub(crate) fn encrypt(
    mut data: Value,
    app_id: &str,
    unix_ms: f64,
    session_key: &[u8; 16],
) -> (String, String) {
    if let Value::Object(fields) = &mut data {
        let seconds = (unix_ms / 1000.0) as i64;
        fields.insert("watermark".to_owned(), json!({ "appid": app_id, "timestamp": seconds }));
    }
    let plain = data.to_string();
    let iv = bytes16(&format!("iv {plain}"));
    let cipher = cbc::Encryptor::<Aes128>::new(session_key.into(), &iv.into());
    let encrypted = cipher.encrypt_padded_vec::<Pkcs7>(plain.as_bytes());
    (base64(&encrypted), base64(&iv))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cbc::cipher::BlockModeDecrypt;

    #[test]
    fn what_was_encrypted_can_be_read_with_the_key() {
        let key = bytes16("key");
        let (data, iv) = encrypt(json!({ "openId": "o1" }), "wx1", 5000.0, &key);
        let iv: [u8; 16] = STANDARD.decode(iv).unwrap().try_into().unwrap();
        let cipher = cbc::Decryptor::<Aes128>::new(&key.into(), &iv.into());
        let plain = cipher.decrypt_padded_vec::<Pkcs7>(&STANDARD.decode(data).unwrap()).unwrap();
        let value: Value = serde_json::from_slice(&plain).unwrap();
        assert_eq!(value, json!({ "openId": "o1", "watermark": { "appid": "wx1", "timestamp": 5 } }));
    }

    #[test]
    fn the_signature_is_that_of_the_platform() {
        // sha1("{}" + "AAAAAAAAAAAAAAAAAAAAAA==")
        assert_eq!(signature("{}", &[0; 16]).len(), 40);
        assert_ne!(signature("{}", &[0; 16]), signature("{} ", &[0; 16]));
    }
}
